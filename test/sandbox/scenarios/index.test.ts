import { DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { DescribeClustersCommand } from '@aws-sdk/client-ecs';
import { DescribeListenersCommand, DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ec2, ecs, elb, iam, secretsManager, ssm } from '../../../functions/clients/index.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import type { ScenarioName } from '../../../sandbox/scenarios/index.ts';
import { scenarioOf } from '../../../sandbox/scenarios/scenario.ts';

let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

const start = async (scenario: NonNullable<Parameters<typeof startSandbox>[0]>['scenario']) => {
  sandbox = await startSandbox({ clock: 'turned', stack: false, ...(scenario && { scenario }) });
  return sandbox;
};
const at = ({ url }: Sandbox) => ({
  region: 'us-east-1',
  endpoint: url,
  credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
});

describe('startSandbox with the scenario seed', () => {
  it('is in the account that its ARNs name, with what prestaging and staging expect to find', async () => {
    const started = await start('seed');
    const options = at(started);
    expect(started.accountId).toBe('111122223333');
    const { clusters } = await ecs(options).send(new DescribeClustersCommand({ clusters: ['testing-prestaging'] }));
    expect(clusters).toMatchObject([{ status: 'ACTIVE' }]);
    const Names = ['example-lb-int-prestaging', 'example-lb-int-staging'];
    const { LoadBalancers = [] } = await elb(options).send(new DescribeLoadBalancersCommand({ Names }));
    expect(LoadBalancers).toMatchObject([
      { Type: 'application', State: { Code: 'active' }, SecurityGroups: ['sg-00000000000000001'] },
      { Type: 'application', State: { Code: 'active' }, SecurityGroups: ['sg-00000000000000002'] },
    ]);
    const { Listeners } = await elb(options).send(
      new DescribeListenersCommand({ LoadBalancerArn: LoadBalancers[1]?.LoadBalancerArn }),
    );
    expect(Listeners).toMatchObject([{ Protocol: 'HTTPS', Port: 443, DefaultActions: [{ Type: 'fixed-response' }] }]);
    const SubnetIds = ['subnet-00000000000000005', 'subnet-0000000000000000e'];
    const { Subnets = [] } = await ec2(options).send(new DescribeSubnetsCommand({ SubnetIds }));
    expect(Subnets.map(({ VpcId }) => VpcId)).toEqual([LoadBalancers[0]?.VpcId, LoadBalancers[0]?.VpcId]);
  });

  it('has roles that tasks may assume, and secrets with the keys that are asked for', async () => {
    const options = at(await start('seed'));
    const { Role } = await iam(options).send(new GetRoleCommand({ RoleName: 'example_staging_ecs_TER' }));
    expect(Role?.Arn).toBe('arn:aws:iam::111122223333:role/example_staging_ecs_TER');
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toContain('ecs-tasks.amazonaws.com');
    const SecretId =
      'arn:aws:secretsmanager:us-east-1:111122223333:secret:shared/all/infra/non-production_deployment-5T6M2f';
    const { SecretString, ARN } = await secretsManager(options).send(new GetSecretValueCommand({ SecretId }));
    expect(ARN).toBe(SecretId);
    expect(Object.keys(JSON.parse(SecretString ?? ''))).toEqual(['LOGS_HTTP_SOURCE_URI', 'DATADOG_API_KEY']);
  });

  it('says what it made and what to type', async () => {
    const { scenario } = await start('seed');
    expect(scenario?.made).toContain('cluster testing-prestaging');
    expect(scenario?.commands[1]).toContain('variables.BUILD_VERSION=1.2.3');
  });
});

describe('startSandbox with a scenario', () => {
  it.each(['network-load-balancer', 'image-missing', 'health-check-fails', 'crashes-after-a-minute'] as const)(
    'makes the world of %s',
    async (name: ScenarioName) => {
      const { scenario } = await start(name);
      expect(scenario?.made).toEqual(
        expect.arrayContaining([
          'cluster shop',
          'role shop-execution, which ECS tasks may assume',
          'log group /shop/web',
          expect.stringMatching(/^(application|network) load balancer shop-/),
        ]),
      );
    },
  );

  it('leaves the listeners of a network load balancer to the spec', async () => {
    const { scenario } = await start('network-load-balancer');
    expect(scenario?.made.filter((line) => line.startsWith('listener'))).toEqual([]);
  });

  it('makes parameters, instances and secrets of any form that a spec names', async () => {
    const base = await scenarioOf('crashes-after-a-minute');
    const spec = structuredClone(base.specs[0]);
    const { service, taskDefinition } = spec?.aws.ecs ?? {};
    if (!spec || !service || !taskDefinition) throw new Error('the scenario has no service');
    Object.assign(service, { launchType: 'EC2', cluster: 'arn:aws:ecs:us-east-1:111122223333:cluster/plain' });
    Object.assign(taskDefinition.containerDefinitions[0] ?? {}, {
      secrets: [
        { name: 'A', valueFrom: '/shop/a' },
        { name: 'B', valueFrom: 'arn:aws:ssm:us-east-1:111122223333:parameter/shop/b' },
        { name: 'C', valueFrom: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:shop/c' },
      ],
      logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/mine', 'awslogs-create-group': 'true' } },
    });
    const started = await start({ ...base, specs: [spec] });
    const options = at(started);
    for (const Name of ['/shop/a', '/shop/b']) {
      expect((await ssm(options).send(new GetParameterCommand({ Name }))).Parameter?.Type).toBe('SecureString');
    }
    const secret = await secretsManager(options).send(new GetSecretValueCommand({ SecretId: 'shop/c' }));
    expect(secret.SecretString).toBe('made up by the sandbox');
    expect(started.scenario?.made).not.toContain('log group /mine');
    const { clusters } = await ecs(options).send(new DescribeClustersCommand({ clusters: ['plain'] }));
    expect(clusters).toMatchObject([{ registeredContainerInstancesCount: 2 }]);
  });

  it('takes the account and the region that are asked for', async () => {
    sandbox = await startSandbox({ stack: false, scenario: 'seed', accountId: '000000000000', region: 'eu-west-1' });
    expect([sandbox.accountId, sandbox.region]).toEqual(['000000000000', 'eu-west-1']);
  });

  it('is none where none is asked for', async () => {
    const started = await start(undefined);
    expect([started.scenario, started.accountId]).toEqual([undefined, '000000000000']);
  });
});
