import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeServicesCommand, DescribeTasksCommand, ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeExecutionCommand, DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { type Moto, startMoto } from '../support/moto.ts';
import { describeWith } from '../support/programs.ts';

const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;

const elbArn = (resource: string) => arn('elasticloadbalancing', `${resource}/ghost/0123456789abcdef`);

const configFor = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});
type Config = ReturnType<typeof configFor>;

/** Calls about what is not there; moto, made by others, must name the same errors. */
const calls: [string, (config: Config) => Promise<unknown>][] = [
  ['ecs list-tasks', (c) => new ECSClient(c).send(new ListTasksCommand({ cluster: 'ghost' }))],
  ['ecs describe-tasks', (c) => new ECSClient(c).send(new DescribeTasksCommand({ cluster: 'ghost', tasks: ['a'] }))],
  [
    'ecs describe-services',
    (c) => new ECSClient(c).send(new DescribeServicesCommand({ cluster: 'ghost', services: ['a'] })),
  ],
  [
    'logs get-log-events',
    (c) => new CloudWatchLogsClient(c).send(new GetLogEventsCommand({ logGroupName: 'ghost', logStreamName: 'a' })),
  ],
  [
    'logs describe-log-streams',
    (c) => new CloudWatchLogsClient(c).send(new DescribeLogStreamsCommand({ logGroupName: 'ghost' })),
  ],
  [
    's3 get-object',
    (c) =>
      new S3Client({ ...c, forcePathStyle: true }).send(new GetObjectCommand({ Bucket: 'ghost-bucket', Key: 'a' })),
  ],
  [
    'secretsmanager get-secret-value',
    (c) => new SecretsManagerClient(c).send(new GetSecretValueCommand({ SecretId: 'ghost' })),
  ],
  ['ssm get-parameter', (c) => new SSMClient(c).send(new GetParameterCommand({ Name: 'ghost' }))],
  [
    'stepfunctions describe-execution',
    (c) => new SFNClient(c).send(new DescribeExecutionCommand({ executionArn: arn('states', 'execution:ghost:a') })),
  ],
  [
    'stepfunctions describe-state-machine',
    (c) =>
      new SFNClient(c).send(new DescribeStateMachineCommand({ stateMachineArn: arn('states', 'stateMachine:ghost') })),
  ],
];

const elbv2 = (config: Config) => new ElasticLoadBalancingV2(config);
calls.push(
  ['elbv2 describe-load-balancers', (c) => elbv2(c).describeLoadBalancers({ Names: ['ghost'] })],
  ['elbv2 describe-listeners', (c) => elbv2(c).describeListeners({ ListenerArns: [elbArn('listener/app')] })],
  [
    'elbv2 describe-listeners of nothing',
    (c) => elbv2(c).describeListeners({ LoadBalancerArn: elbArn('loadbalancer/app') }),
  ],
  ['elbv2 describe-rules', (c) => elbv2(c).describeRules({ RuleArns: [elbArn('listener-rule/app')] })],
  ['elbv2 describe-rules of nothing', (c) => elbv2(c).describeRules({})],
  ['elbv2 describe-target-groups', (c) => elbv2(c).describeTargetGroups({ Names: ['ghost'] })],
  ['elbv2 describe-target-health', (c) => elbv2(c).describeTargetHealth({ TargetGroupArn: elbArn('targetgroup') })],
  ['elbv2 delete-listener', (c) => elbv2(c).deleteListener({ ListenerArn: elbArn('listener/app') })],
  [
    'application-autoscaling register-scalable-target of another service’s dimension',
    (c) =>
      new ApplicationAutoScaling(c).registerScalableTarget({
        ServiceNamespace: 'ecs',
        ResourceId: 'service/ghost/a',
        ScalableDimension: 'rds:cluster:ReadReplicaCount',
        MinCapacity: 1,
        MaxCapacity: 2,
      }),
  ],
);

const errorName = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'no error',
    (error: Error) => error.name,
  );

describeWith(['moto_server'], 'the sandbox beside moto', () => {
  let sandbox: Sandbox;
  let moto: Moto;

  beforeAll(async () => {
    [sandbox, moto] = await Promise.all([startSandbox({ stack: false }), startMoto()]);
  }, 60_000);

  afterAll(() => Promise.all([moto.close(), sandbox.close()]));

  it.each(calls)('names the same error for %s', async (_name, call) => {
    expect(await errorName(call(configFor(sandbox.url)))).toBe(await errorName(call(configFor(moto.url))));
  });
});
