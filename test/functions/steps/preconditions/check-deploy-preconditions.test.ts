import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { CreateTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateSecretCommand, DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceSpec } from '../../../../functions/domain/service/spec-schema/index.ts';
import { changedSpec, seedSpec, startWorld, type World } from './world.ts';

let world: World;
let spec: ServiceSpec;

const createSecret = async (Name: string): Promise<string> =>
  (await world.clients.secretsManager(undefined).send(new CreateSecretCommand({ Name, SecretString: '{}' }))).ARN ?? '';

beforeAll(async () => {
  world = await startWorld();
  const app = await createSecret('/example/prestaging/secrets');
  spec = seedSpec({ app, shared: await createSecret('shared/all/infra') });
  world.furnish(spec, ['sg-00000000000000001', 'sg-00000000000000002']);
  await world.clients.logs(undefined).send(new CreateLogGroupCommand({ logGroupName: '/aws/ecs/prestaging/example' }));
}, 60_000);
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world.close());

const service = (copy: ServiceSpec) => copy.aws.ecs.service as NonNullable<ServiceSpec['aws']['ecs']['service']>;
const definition = (copy: ServiceSpec) =>
  copy.aws.ecs.taskDefinition as NonNullable<ServiceSpec['aws']['ecs']['taskDefinition']>;
const container = (copy: ServiceSpec) =>
  definition(copy).containerDefinitions[0] as ReturnType<typeof definition>['containerDefinitions'][number];

/** Findings that are not a PASS, as `STATUS check: detail`. */
const amiss = async (
  change: (copy: ServiceSpec) => void = () => undefined,
  request: Parameters<World['check']>[1] = { dryRun: true, only: 'validate' },
): Promise<string[]> => {
  const { findings } = await world.check(changedSpec(spec, change), request);
  return findings
    .filter(({ status }) => status !== 'PASS')
    .map(({ status, check, detail }) => `${status} ${check}: ${detail}`);
};

describe('CheckDeployPreconditions', () => {
  it('finds that all is there that the seed’s spec needs', async () => {
    const { status, findings } = await world.check(spec);
    expect(findings.filter((finding) => finding.status !== 'PASS')).toEqual([]);
    expect(status).toBe('MET');
    expect(findings.map(({ check }) => check)).toEqual([
      'cluster testing-prestaging',
      'load balancer example-lb-int-prestaging',
      'listener example-lb-int-prestaging HTTPS:443',
      'subnets',
      'security groups',
      'container example port 80 for target group example-prestaging-111',
      'image nginxdemos/hello',
      'image lacework/datacollector:latest-sidecar',
      'image public.ecr.aws/datadog/agent:7.42.0',
      'image public.ecr.aws/aws-observability/aws-for-fluent-bit:latest',
      'execution role arn:aws:iam::000000000000:role/example_prestaging_ecs_TER',
      'task role arn:aws:iam::000000000000:role/example_prestaging_ecs_TR',
      expect.stringMatching(/^secret arn:.*:secret:\/example\/prestaging\/secrets-\w{6}$/),
      expect.stringMatching(/^secret arn:.*:secret:shared\/all\/infra-\w{6}$/),
      'log group /aws/ecs/prestaging/example in us-east-1',
    ]);
  });

  it('tells all that is amiss in one error, sorted, before anything is changed', async () => {
    const wrong = changedSpec(spec, (copy) => {
      service(copy).cluster = 'ghost';
      definition(copy).taskRoleArn = 'arn:aws:iam::000000000000:role/ghost';
      container(copy).image = 'example/Web';
      container(copy).secrets = [{ name: 'A', valueFrom: '/ghost' }];
      const [balancer] = copy.aws.elb?.loadBalancers ?? [];
      if (balancer) balancer.name = 'ghost';
    });
    const error = await world.check(wrong).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ name: 'PreconditionsNotMetError' });
    const { message } = error as Error;
    const checks = [
      'cluster ghost',
      'image example/Web',
      'load balancer ghost',
      'parameter /ghost',
      'target group example-prestaging-111',
      'task role arn:aws:iam::000000000000:role/ghost',
    ];
    const places = checks.map((check) => message.indexOf(`${check}: `));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it.each([
    ['a dry run', { dryRun: true }],
    ['a validation', { only: 'validate' }],
  ] as const)('throws nothing in %s', async (_what, request) => {
    const wrong = changedSpec(spec, (copy) => {
      service(copy).cluster = 'ghost';
    });
    expect(await world.check(wrong, request)).toMatchObject({
      status: 'UNMET',
      findings: expect.arrayContaining([expect.objectContaining({ check: 'cluster ghost', status: 'FAIL' })]),
    });
  });

  it('finds a secret that will be deleted and one that is gone', async () => {
    const SecretId = await createSecret('deleted');
    await world.clients.secretsManager(undefined).send(new DeleteSecretCommand({ SecretId }));
    const lines = await amiss((copy) => {
      container(copy).secrets = [
        { name: 'A', valueFrom: `${SecretId}:KEY::` },
        { name: 'B', valueFrom: SecretId.replace('deleted', 'gone') },
      ];
    });
    expect(lines).toEqual([
      expect.stringContaining(`FAIL secret ${SecretId}: it is scheduled for deletion`),
      expect.stringContaining('there is no such secret'),
    ]);
  });

  it('finds parameters by name, by ARN and in another region, with one call for each region', async () => {
    const ssm = world.clients.ssm(undefined);
    await ssm.send(new PutParameterCommand({ Name: 'plain', Type: 'String', Value: 'x' }));
    await ssm.send(new PutParameterCommand({ Name: '/app/a', Type: 'String', Value: 'x' }));
    const lines = await amiss((copy) => {
      container(copy).secrets = [
        '/app/a',
        'plain',
        'arn:aws:ssm:eu-west-1:000000000000:parameter/plain',
        'arn:aws:ssm:us-east-1:000000000000:parameter/app/ghost',
      ].map((valueFrom, index) => ({ name: `S${index}`, valueFrom }));
    });
    expect(lines).toEqual([
      expect.stringContaining(
        'FAIL parameter arn:aws:ssm:us-east-1:000000000000:parameter/app/ghost: there is no such',
      ),
    ]);
  });

  it('finds a missing log group, unless the agent may create it', async () => {
    const logsTo = (options: Record<string, string>) => (copy: ServiceSpec) => {
      container(copy).logConfiguration = { logDriver: 'awslogs', options };
    };
    expect(await amiss(logsTo({ 'awslogs-group': '/aws/ecs/prestaging' }))).toEqual([
      'FAIL log group /aws/ecs/prestaging: does not exist, and a task that cannot log does not start',
    ]);
    expect(await amiss(logsTo({ 'awslogs-group': '/new', 'awslogs-create-group': 'true' }))).toEqual([]);
  });

  it('finds subnets and security groups that do not exist or are in another VPC', async () => {
    world.sandbox.services.ec2.addNetwork({
      vpcId: 'vpc-0fedcba9876543210',
      subnets: [{ id: 'subnet-00000009', availabilityZone: 'us-east-1a' }],
      securityGroups: [],
    });
    const lines = await amiss((copy) => {
      const network = service(copy).networkConfiguration?.awsvpcConfiguration;
      network?.subnets.push('subnet-00000009');
      if (network) network.securityGroups = ['sg-0000000f'];
    });
    expect(lines).toEqual([
      'FAIL subnet subnet-00000009: is in vpc-0fedcba9876543210, and load balancer example-lb-int-prestaging is in vpc-0123456789abcdef0',
      'FAIL security group sg-0000000f: does not exist',
    ]);
  });

  it('finds a target group that is not ours, together with the rest', async () => {
    const input = {
      Name: 'taken',
      Protocol: 'HTTP',
      Port: 80,
      TargetType: 'ip',
      VpcId: 'vpc-0123456789abcdef0',
    } as const;
    await world.clients.elb.send(new CreateTargetGroupCommand(input));
    const taken = JSON.parse(JSON.stringify(spec).replaceAll('example-prestaging-111', 'taken')) as ServiceSpec;
    const { findings } = await world.check(taken, { only: 'validate' });
    const expected = expect.objectContaining({ check: 'target group taken', status: 'FAIL' });
    expect(findings).toContainEqual(expected);
    // The plan of a dry run, which comes next, says the same.
    expect((await world.check(taken, { dryRun: true })).findings).not.toContainEqual(expected);
    expect((await world.check(taken, { only: 'validate', allowExisting: true })).status).toBe('MET');
  });

  it('asks for an execution role where secrets are given', async () => {
    const lines = await amiss((copy) => {
      delete definition(copy).executionRoleArn;
    });
    expect(lines).toEqual(['FAIL execution role: none is given, and secrets and parameters are fetched in its name']);
  });

  it('does not look at what no container needs', async () => {
    for (const operation of ['DescribeParameters']) {
      world.sandbox.faults.add({ service: 'ssm', operation, error: 'InternalServerError', times: 9 });
    }
    expect(await amiss()).toEqual([]);
    expect(world.sandbox.faults.list()).toHaveLength(1);
  });
});

describe('CheckDeployPreconditions of a named task definition', () => {
  const registered = async (name: string): Promise<string> => {
    const containerDefinitions = [{ name, image: 'web:1', memory: 64, portMappings: [{ containerPort: 80 }] }];
    const input = { family: name, networkMode: 'awsvpc', containerDefinitions } as const;
    const { taskDefinition } = await world.clients.ecs.send(
      new RegisterTaskDefinitionCommand({ ...input, containerDefinitions }),
    );
    return taskDefinition?.taskDefinitionArn ?? '';
  };
  const lines = async (taskDefinition: string, dryRun = false) => {
    const only = dryRun ? {} : ({ only: 'validate' } as const);
    const { findings } = await world.check(spec, { dryRun, ...only }, taskDefinition);
    return findings.map(({ status, check }) => `${status} ${check}`);
  };

  it('checks it instead of the spec’s', async () => {
    expect(await lines(await registered('example'))).toContain('PASS image web:1');
    expect(await lines(await registered('other'))).toContain(
      'FAIL container example port 80 for target group example-prestaging-111',
    );
  });

  it('finds one that is not there, which in a dry run is the plan’s to say', async () => {
    expect(await lines('ghost:1')).toContain('FAIL task definition ghost:1');
    expect(await lines('ghost:1', true)).not.toContain('FAIL task definition ghost:1');
  });
});
