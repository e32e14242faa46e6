import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceSpec } from '../../../../functions/domain/service/spec-schema/index.ts';
import { changedSpec, seedSpec, startWorld, type World } from './world.ts';

let world: World;
let spec: ServiceSpec;

beforeAll(async () => {
  world = await startWorld({ maxAttempts: 1 });
  const { logs, secretsManager, ssm } = world.clients;
  const create = async (Name: string) =>
    (await secretsManager(undefined).send(new CreateSecretCommand({ Name, SecretString: '{}' }))).ARN ?? '';
  const seed = seedSpec({ app: await create('app'), shared: await create('shared') });
  spec = changedSpec(seed, ({ aws: { ecs } }) => {
    ecs.taskDefinition?.containerDefinitions[0]?.secrets?.push({ name: 'P', valueFrom: '/parameter' });
  });
  world.furnish(spec, ['sg-00000000000000001']);
  await logs(undefined).send(new CreateLogGroupCommand({ logGroupName: '/aws/ecs/prestaging/example' }));
  await ssm(undefined).send(new PutParameterCommand({ Name: '/parameter', Type: 'String', Value: 'x' }));
}, 60_000);
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world.close());

const json = 'AccessDeniedException';
const query = 'AccessDenied';

/** Every call of the step, how its service denies it, how it throttles, and what then is not looked at. */
const calls = [
  ['ecs', 'DescribeClusters', json, 'ThrottlingException', 'cluster testing-prestaging'],
  ['ecs', 'DescribeServices', json, 'ThrottlingException', 'service example1'],
  ['elasticloadbalancing', 'DescribeLoadBalancers', query, 'Throttling', 'load balancing'],
  ['elasticloadbalancing', 'DescribeTargetGroups', query, 'Throttling', 'load balancing'],
  ['elasticloadbalancing', 'DescribeListeners', query, 'Throttling', 'load balancing'],
  ['elasticloadbalancing', 'DescribeRules', query, 'Throttling', 'load balancing'],
  ['elasticloadbalancing', 'DescribeAccountLimits', query, 'Throttling', 'quotas of Elastic Load Balancing'],
  ['ec2', 'DescribeSubnets', 'UnauthorizedOperation', 'RequestLimitExceeded', 'subnets'],
  ['ec2', 'DescribeSecurityGroups', 'UnauthorizedOperation', 'RequestLimitExceeded', 'security groups'],
  ['iam', 'GetRole', query, 'Throttling', 'execution role arn:aws:iam::000000000000:role/example_prestaging_ecs_TER'],
  ['secretsmanager', 'DescribeSecret', json, 'ThrottlingException', 'secret arn:'],
  ['ssm', 'DescribeParameters', json, 'ThrottlingException', 'parameter /parameter'],
  ['logs', 'DescribeLogGroups', json, 'ThrottlingException', 'log group /aws/ecs/prestaging/example'],
] as const;

describe('CheckDeployPreconditions', () => {
  it.each(calls)('reports %s:%s denied as not looked at', async (service, operation, error, _throttling, check) => {
    world.sandbox.faults.add({ service, operation, error, message: 'not authorized', times: 9 });
    const { status, findings } = await world.check(spec);
    expect(status).toBe('MET');
    const detail = 'not looked at: not authorized';
    expect(findings).toContainEqual({ check: expect.stringContaining(check), status: 'WARN', detail });
  });

  it.each(calls)(
    'leaves %s:%s throttled to the machine’s Retry',
    async (service, operation, _denied, error, _check) => {
      world.sandbox.faults.add({ service, operation, error, times: 9 });
      await expect(world.check(spec)).rejects.toMatchObject({ name: error });
    },
    30_000,
  );

  it('names a failure of a service by its own name', async () => {
    world.sandbox.faults.add({ service: 'iam', operation: 'GetRole', error: 'ServiceFailure', status: 500, times: 9 });
    await expect(world.check(spec)).rejects.toMatchObject({ name: 'ServiceFailureException' });
  });
});
