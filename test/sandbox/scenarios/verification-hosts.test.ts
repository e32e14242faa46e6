import { afterEach, describe, expect, it } from '@jest/globals';
import type { ServiceSpec } from '../../../functions/domain/service/spec-schema/index.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import type { Scenario } from '../../../sandbox/scenarios/index.ts';
import { scenarioOf } from '../../../sandbox/scenarios/scenario.ts';
import { verify } from '../../functions/steps/verification/support.ts';

let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

const specOf = async (name: Parameters<typeof scenarioOf>[0]): Promise<ServiceSpec> => {
  const [spec] = (await scenarioOf(name)).specs;
  if (!spec) throw new Error(`${name} has no spec`);
  return spec;
};

const start = async (scenario: Parameters<typeof scenarioOf>[0] | Scenario) => {
  sandbox = await startSandbox({ clock: 'turned', stack: false, scenario });
  return sandbox;
};

/** Deploys a spec by the calls themselves, as far as the verification depends on it. */
const deploy = async ({ services: { ecs, elb }, clock }: Sandbox, { aws }: ServiceSpec): Promise<void> => {
  const { service, taskDefinition } = aws.ecs;
  const [group] = aws.elb?.targetGroups ?? [];
  const [balancer] = aws.elb?.loadBalancers ?? [];
  if (!service || !taskDefinition || !group || !balancer) throw new Error('the spec has no service');
  const arnOf = elb.operations.DescribeLoadBalancers({ Names: [balancer.name] }).LoadBalancers?.[0];
  const { TargetGroups } = elb.operations.CreateTargetGroup({
    Name: group.name,
    Protocol: group.protocol,
    Port: group.port,
    TargetType: 'ip',
    VpcId: arnOf?.VpcId,
  });
  const targetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? '';
  const { Listeners } = elb.operations.DescribeListeners({ LoadBalancerArn: arnOf?.LoadBalancerArn });
  elb.operations.CreateRule({
    ListenerArn: Listeners?.[0]?.ListenerArn,
    Priority: 100,
    Conditions: [{ Field: 'path-pattern', Values: ['/*'] }],
    Actions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
  });
  const { containerDefinitions, family, cpu, memory, executionRoleArn } = taskDefinition;
  const definition = { family, cpu, memory, executionRoleArn, networkMode: 'awsvpc' as const };
  ecs.operations.RegisterTaskDefinition({ ...definition, containerDefinitions: containerDefinitions as never });
  ecs.operations.CreateService({
    cluster: service.cluster,
    serviceName: service.name,
    taskDefinition: family,
    launchType: 'FARGATE',
    desiredCount: 1,
    networkConfiguration: service.networkConfiguration as never,
    loadBalancers: (service.loadBalancers ?? []).map(({ containerName, containerPort }) => ({
      containerName,
      containerPort,
      targetGroupArn,
    })),
  });
  await clock.sleep(5 * 60_000);
};

const buildVersion = (spec: ServiceSpec, version: string): object =>
  JSON.parse(JSON.stringify(spec.verification).replace(/\$\{BUILD_VERSION\}/, version)) as object;

describe('the verification host of a scenario', () => {
  it('answers VerifyService over verified TLS once the service is deployed, and not before', async () => {
    const started = await start('seed');
    const spec = await specOf('seed');
    const settings = started.scenario?.environment ?? {};
    const before = await verify(buildVersion(spec, '1.2.3'), { settings });
    expect(before).toMatchObject({ status: 'PENDING', reason: 'expected 200, got 503' });

    await deploy(started, spec);
    const after = await verify(buildVersion(spec, '1.2.3'), { settings });
    expect(after.findings.map(({ status, detail }) => `${status} ${detail}`)).toEqual([
      'PASS answered with HTTP/2 as example1.prestaging.example.com',
      'PASS 200',
      'PASS is as expected: /buildVersion:[ ]+"1.2.3"/',
    ]);
    expect((await verify(buildVersion(spec, '1.2.4'), { settings })).status).toBe('PENDING');
    const [, staging] = (await scenarioOf('seed')).specs;
    expect(await verify(staging?.verification, { settings })).toMatchObject({ reason: 'expected 200, got 503' });
  });

  it('is trusted by nobody without its certificate authority', async () => {
    const { scenario } = await start('seed');
    const settings = { ...scenario?.environment, VERIFICATION_CA: '' };
    const { reason } = await verify((await specOf('seed')).verification, { settings });
    expect(reason).toContain('issuer is not trusted');
  });

  it('stays silent where targets are unhealthy', async () => {
    const started = await start('health-check-fails');
    const spec = await specOf('health-check-fails');
    await deploy(started, spec);
    const settings = started.scenario?.environment ?? {};
    expect(await verify(spec.verification, { settings })).toMatchObject({ reason: 'expected 200, got 503' });
  });

  it('answers without TLS, too, by tasks alone, with the literal headers that are wanted', async () => {
    const base = await scenarioOf('network-load-balancer');
    const spec = await specOf('network-load-balancer');
    const verification = {
      request: { url: 'http://[fd00::9]:8080/', headers: ['host: plain.example.com'] },
      response: { status: [202], headers: ['x-version: v43', 'x-any: /.*/'], body: '/v43/' },
    };
    const { elb: _, ...aws } = spec.aws;
    const service = { ...spec.aws.ecs.service, loadBalancers: [] };
    const plain = { aws: { ...aws, ecs: { ...aws.ecs, service } }, verification } as unknown as ServiceSpec;
    const started = await start({ ...base, specs: [plain], answer: 'v43\n' });
    const settings = started.scenario?.environment ?? {};
    const headerless = { ...verification, response: { ...verification.response, headers: ['x-version: v43'] } };
    expect(await verify(headerless, { settings })).toMatchObject({ status: 'PENDING' });
    const { ecs } = started.services;
    ecs.operations.RegisterTaskDefinition({
      family: 'plain',
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'web', image: 'registry.example.com/sandbox/runs:v43' }],
    });
    ecs.operations.CreateService({
      cluster: 'shop',
      serviceName: 'gateway',
      taskDefinition: 'plain',
      launchType: 'FARGATE',
      desiredCount: 1,
      networkConfiguration: service.networkConfiguration as never,
    });
    await started.clock.sleep(60_000);
    expect(await verify(headerless, { settings })).toMatchObject({ status: 'PASS' });
    const other = { request: { ...verification.request, headers: ['host: other.example.com'] } };
    expect(await verify(other, { settings })).toMatchObject({ reason: 'expected 2xx, got 404' });
  });
});
