import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../../../sandbox/index.ts';
import { describeWith } from '../../../support/programs.ts';
import { definitionOf, eventually, fargate } from './support.ts';

/** Debian's own, where a version manager's stand-in would come first on PATH. */
const program = existsSync('/usr/bin/aws') ? '/usr/bin/aws' : 'aws';
const timeoutMs = 120_000;
const network = 'awsvpcConfiguration={subnets=[subnet-0123456789abcdef0],securityGroups=[sg-0123456789abcdef0]}';

describeWith(['aws'], 'ECS services by the AWS CLI', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ clock: 'turned', region: 'us-east-1', stack: false });
    const { operations } = sandbox.services.ecs;
    const trust = { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' };
    sandbox.services.iam.addRole({ name: 'execution', trustPolicy: { Version: '2012-10-17', Statement: [trust] } });
    operations.CreateCluster({ clusterName: 'demo' });
    operations.RegisterTaskDefinition(definitionOf('shop', 'sandbox/runs', fargate));
    operations.RegisterTaskDefinition(definitionOf('shop', 'nothing/here', fargate));
  }, timeoutMs);
  afterAll(() => sandbox.close());

  const aws = async (...words: string[]): Promise<Record<string, unknown>> => {
    const { PATH = '' } = process.env;
    const env = { ...sandbox.environment, PATH, AWS_PAGER: '' };
    const all = ['ecs', ...words, '--cluster', 'demo', '--endpoint-url', sandbox.url, '--output', 'json'];
    const { stdout } = await promisify(execFile)(program, all, { env });
    return stdout === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
  };
  const service = () =>
    sandbox.services.ecs.operations.DescribeServices({ cluster: 'demo', services: ['shop'] }).services?.[0];
  const eventLog = () => (service()?.events ?? []).map(({ message = '' }) => message).join('\n');

  it(
    'creates one, waits until it is stable, rolls it back, and deletes it',
    async () => {
      const breaker = 'deploymentCircuitBreaker={enable=true,rollback=true}';
      const settings = ['--launch-type', 'FARGATE', '--network-configuration', network];
      await aws(
        ...['create-service', '--service-name', 'shop', '--task-definition', 'shop:1', '--desired-count', '2'],
        ...settings,
        ...['--deployment-configuration', breaker],
      );
      await aws('wait', 'services-stable', '--services', 'shop');
      const { services } = await aws('describe-services', '--services', 'shop');
      expect(services).toMatchObject([{ runningCount: 2, deployments: [{ rolloutState: 'COMPLETED' }] }]);

      await aws('update-service', '--service', 'shop', '--task-definition', 'shop:2');
      // The clock is turned between two looks, so the rollback itself is known by its event only.
      await eventually(() => eventLog().includes('rolling back to deployment ecs-svc/'), eventLog);
      await eventually(() => service()?.deployments?.[0]?.rolloutState === 'COMPLETED');
      expect(service()?.taskDefinition).toMatch(/shop:1$/);

      await expect(aws('delete-service', '--service', 'shop')).rejects.toThrow(
        '(InvalidParameterException) when calling the DeleteService operation: The service cannot be stopped while it is scaled above 0.',
      );
      await aws('delete-service', '--service', 'shop', '--force');
      await aws('wait', 'services-inactive', '--services', 'shop');
      await expect(aws('update-service', '--service', 'shop', '--desired-count', '1')).rejects.toThrow(
        '(ServiceNotActiveException)',
      );
    },
    timeoutMs,
  );
});
