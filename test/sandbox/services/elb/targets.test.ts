import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startElb, type TestElb } from './started.ts';

let test: TestElb;
let loadBalancer: string;
beforeAll(async () => {
  test = await startElb();
  loadBalancer = await test.loadBalancer('application');
});
afterAll(() => test.close());

let port = 8_000;
const usedGroup = async (name: string, input: object = {}) => {
  const arn = await test.targetGroup(name, { HealthCheckIntervalSeconds: 10, HealthyThresholdCount: 3, ...input });
  port += 1;
  await test.listener(loadBalancer, port, arn);
  return arn;
};

const Id = '10.0.0.7';
const register = (TargetGroupArn: string) => test.client.registerTargets({ TargetGroupArn, Targets: [{ Id }] });
const healthOf = async (TargetGroupArn: string) => {
  const { TargetHealthDescriptions } = await test.client.describeTargetHealth({ TargetGroupArn });
  return TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth);
};
const pass = (seconds: number) => test.world.clock.sleep(seconds * 1_000);

describe('a target', () => {
  it('is registered, checked once, and healthy', async () => {
    const arn = await usedGroup('healthy');
    await register(arn);
    expect(await healthOf(arn)).toMatchObject([{ State: 'initial', Reason: 'Elb.RegistrationInProgress' }]);
    await pass(2);
    expect(await healthOf(arn)).toMatchObject([{ State: 'initial', Reason: 'Elb.InitialHealthChecking' }]);
    await pass(10);
    expect(await healthOf(arn)).toEqual([{ State: 'healthy' }]);
  });

  it('becomes unhealthy and healthy again after as many checks as its group asks for', async () => {
    const arn = await usedGroup('changing');
    await register(arn);
    await pass(20);
    test.elb.setTargetHealth(arn, { id: Id }, 'Target.Timeout');
    await pass(19);
    expect(await healthOf(arn)).toEqual([{ State: 'healthy' }]);
    await pass(1);
    expect(await healthOf(arn)).toEqual([
      { State: 'unhealthy', Reason: 'Target.Timeout', Description: 'Request timed out' },
    ]);
    test.elb.setTargetHealth(arn, { id: Id }, 'healthy');
    await pass(29);
    expect(await healthOf(arn)).toMatchObject([{ State: 'unhealthy' }]);
    await pass(1);
    expect(await healthOf(arn)).toEqual([{ State: 'healthy' }]);
  });

  it('that fails one check and recovers stays healthy', async () => {
    const arn = await usedGroup('flapping');
    await register(arn);
    await pass(20);
    test.elb.setTargetHealth(arn, { id: Id }, 'Target.Timeout');
    await pass(10);
    test.elb.setTargetHealth(arn, { id: Id }, 'healthy');
    await pass(5);
    expect(await healthOf(arn)).toEqual([{ State: 'healthy' }]);
  });

  it('that never passes goes from initial to unhealthy', async () => {
    const arn = await usedGroup('failing');
    await register(arn);
    test.elb.setTargetHealth(arn, { id: Id, port: 80 }, 'Target.ResponseCodeMismatch');
    await pass(20);
    expect(await healthOf(arn)).toMatchObject([{ State: 'initial' }]);
    await pass(1);
    expect(await healthOf(arn)).toMatchObject([{ State: 'unhealthy', Reason: 'Target.ResponseCodeMismatch' }]);
  });

  it('is unused while no load balancer forwards to its group', async () => {
    const arn = await test.targetGroup('unused');
    await register(arn);
    await pass(60);
    expect(await healthOf(arn)).toMatchObject([{ State: 'unused', Reason: 'Target.NotInUse' }]);
  });

  it('drains for the group’s delay, then is gone', async () => {
    const arn = await usedGroup('draining');
    const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '60' }];
    await test.client.modifyTargetGroupAttributes({ TargetGroupArn: arn, Attributes });
    await register(arn);
    await test.client.deregisterTargets({ TargetGroupArn: arn, Targets: [{ Id }] });
    await pass(59);
    expect(await healthOf(arn)).toMatchObject([{ State: 'draining', Reason: 'Target.DeregistrationInProgress' }]);
    await pass(1);
    expect(await healthOf(arn)).toEqual([]);
  });

  it('starts again when it is registered while it drains', async () => {
    const arn = await usedGroup('returning');
    await register(arn);
    await test.client.deregisterTargets({ TargetGroupArn: arn, Targets: [{ Id, Port: 80 }] });
    await register(arn);
    expect(await healthOf(arn)).toMatchObject([{ State: 'initial' }]);
  });

  it('that is not registered is unused, and deregistering it is a success', async () => {
    const TargetGroupArn = await usedGroup('stranger');
    const Targets = [{ Id: '10.0.0.8', Port: 80 }];
    await test.client.deregisterTargets({ TargetGroupArn, Targets });
    const { TargetHealthDescriptions } = await test.client.describeTargetHealth({ TargetGroupArn, Targets });
    expect(TargetHealthDescriptions).toMatchObject([{ TargetHealth: { Reason: 'Target.NotRegistered' } }]);
  });

  it.each([
    ['ip', 'i-0123456789abcdef0', 'ValidationError'],
    ['ip', '8.8.8.8', 'InvalidTargetException'],
    ['instance', '10.0.0.1', 'InvalidTargetException'],
  ])('of a group of type %s cannot be %s', async (TargetType, id, name) => {
    const TargetGroupArn = await test.targetGroup(`typed-${TargetType}`, { TargetType });
    await expect(test.client.registerTargets({ TargetGroupArn, Targets: [{ Id: id }] })).rejects.toMatchObject({
      name,
    });
  });

  it('of a group that is not there is refused', async () => {
    const TargetGroupArn = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/ghost/0123456789abcdef';
    const refused = { name: 'TargetGroupNotFoundException' };
    await expect(register(TargetGroupArn)).rejects.toMatchObject(refused);
    await expect(test.client.describeTargetHealth({ TargetGroupArn })).rejects.toMatchObject(refused);
  });
});

describe('targets of an ECS service', () => {
  it('are registered with what their checks will find, described, and drained', async () => {
    const arn = await usedGroup('service');
    const [good, bad] = [
      { id: '10.0.0.1', port: 80, isHealthy: true },
      { id: '10.0.0.2', port: 80, isHealthy: false },
    ];
    expect(test.elb.targetGroup(arn)).toEqual({ targetType: 'ip', hasLoadBalancer: true });
    expect(test.elb.targetGroup(`${arn}0`)).toBeUndefined();
    test.elb.registerTargets(arn, [good, bad]);
    await pass(21);
    expect(test.elb.targetHealth(arn, good)).toEqual({ state: 'healthy' });
    expect(test.elb.targetHealth(arn, bad)).toEqual({ state: 'unhealthy', description: 'Health checks failed' });
    test.elb.deregisterTargets(arn, [good]);
    expect(test.elb.targetHealth(arn, good)).toMatchObject({ state: 'draining' });
    await pass(300);
    expect(test.elb.targetHealth(arn, good)).toBeUndefined();
  });
});
