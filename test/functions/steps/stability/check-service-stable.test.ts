import { describe, expect, it } from '@jest/globals';
import { type AwaitedService, stabilityWorld } from './stability-world.ts';

const { world, check, create, update, settle, pass, behind } = stabilityWorld();
const circuitBreaker = { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } } };

/** Looks every ten seconds until the scheduler has found a target out. */
const settleUnhealthy = async (service: AwaitedService) => {
  let looked = await check(service);
  for (let count = 0; looked.status !== 'FAILED' && count < 60; count += 1) {
    await pass(10);
    looked = await check(service);
  }
  return looked;
};

describe('checkServiceStable', () => {
  it('is PENDING while tasks start, and says how many run', async () => {
    const service = create('starting', 'runs');
    expect(await check(service, { pollSeconds: 7 })).toEqual({
      status: 'PENDING',
      reason: '0 of 2 tasks running, rollout IN_PROGRESS',
      runningCount: 0,
      desiredCount: 2,
      unstable: null,
      waitSeconds: 7,
    });
  });

  it('is STABLE when the deployment is completed', async () => {
    expect(await settle(create('plain', 'runs'))).toMatchObject({
      status: 'STABLE',
      reason: '2 of 2 tasks running',
      runningCount: 2,
      unstable: null,
    });
  });

  it('is STABLE with no tasks where none is wanted', async () => {
    expect(await settle(create('none', 'runs', { desiredCount: 0 }))).toMatchObject({
      status: 'STABLE',
      runningCount: 0,
    });
  });

  it('is STABLE after a change of the count', async () => {
    await settle(create('scaled', 'runs'));
    const service = update('scaled', { desiredCount: 4 });
    expect((await check(service)).status).toBe('PENDING');
    expect(await settle(service)).toMatchObject({ status: 'STABLE', runningCount: 4 });
    expect(await settle(update('scaled', { desiredCount: 1 }))).toMatchObject({ status: 'STABLE', runningCount: 1 });
  });

  it('is STABLE only when the targets are healthy', async () => {
    const service = create('balanced', 'runs', behind('own'));
    const stable = await settle(service);
    expect(stable.status).toBe('STABLE');
    const targetGroup = world.targetGroups.get('own') ?? '';
    const { TargetHealthDescriptions: [target] = [] } = world.sandbox.services.elb.operations.DescribeTargetHealth({
      TargetGroupArn: targetGroup,
    });
    const { Id: id = '' } = target?.Target ?? {};
    world.sandbox.services.elb.setTargetHealth(targetGroup, { id }, 'Target.Timeout');
    expect(await settleUnhealthy(service)).toMatchObject({
      status: 'FAILED',
      reason: expect.stringMatching(/Task failed ELB health checks in \(target-group .+own/),
      unstable: { container: 'shop', logGroup: '/ecs/shop' },
    });
  });

  it('does not mind targets of another service in a target group that both use', async () => {
    await settle(create('other', 'runs', { ...behind('shared'), desiredCount: 1 }));
    const service = create('sharing', 'runs', behind('shared'));
    expect(await settle(service)).toMatchObject({ status: 'STABLE', runningCount: 2 });
    world.sandbox.services.elb.operations.RegisterTargets({
      TargetGroupArn: world.targetGroups.get('shared') ?? '',
      Targets: [{ Id: '10.99.0.1', Port: 80 }],
    });
    await pass(5);
    expect((await check(service)).status).toBe('STABLE');
  });

  it('is FAILED at the first task whose image is missing, and names the stream of its log', async () => {
    const service = create('missing', 'not-there');
    const looked = await settle(service);
    expect(looked).toMatchObject({
      status: 'FAILED',
      reason: expect.stringMatching(
        /^a task stopped for a reason that another try does not heal: CannotPullContainerError/,
      ),
      unstable: {
        container: 'shop',
        logGroup: '/ecs/shop',
        logStream: expect.stringMatching(/^web\/shop\/[0-9a-f]{32}$/),
        logNote: null,
        remedy: expect.stringMatching(/tag|image/i),
      },
    });
    expect(Date.parse(service.updatedAt) + 120_000).toBeGreaterThan(world.sandbox.clock.now());
  });

  it('is FAILED at the first task whose program is not found', async () => {
    expect((await settle(create('wrong-command', 'exits-127'))).reason).toContain('code 127');
  });

  it('is FAILED when tasks go on crashing', async () => {
    const looked = await settle(create('crashing', 'exits-3'));
    expect(looked).toMatchObject({ status: 'FAILED', unstable: { reason: 'container shop exited with code 3' } });
    expect(looked.reason).toMatch(/^\d+ tasks stopped for the same reason: container shop exited with code 3$/);
  });

  it('is FAILED when ECS has rolled the service back', async () => {
    await settle(create('rolled-back', 'runs', circuitBreaker));
    const service = update('rolled-back', { taskDefinition: 'exits-3' });
    await pass(600);
    const looked = await check(service);
    expect(looked).toMatchObject({ status: 'FAILED', runningCount: 2 });
    expect(looked.reason).toMatch(/runs:1/);
  });

  it('does not blame a new deployment for tasks of the former one', async () => {
    await settle(create('mended', 'not-there'));
    expect(await settle(update('mended', { taskDefinition: 'runs' }))).toMatchObject({ status: 'STABLE' });
  });

  it('is OVERDUE after timeoutMinutes, counted from the change', async () => {
    const service = create('slow', 'pulls');
    await pass(119);
    expect((await check(service, { timeoutMinutes: 2 })).status).toBe('PENDING');
    await pass(1);
    expect(await check(service, { timeoutMinutes: 2 })).toMatchObject({
      status: 'OVERDUE',
      reason: expect.stringMatching(/^0 of 2 tasks running, rollout IN_PROGRESS/),
      unstable: null,
    });
  });

  it('is FAILED when somebody deletes the service, and fails when it is gone', async () => {
    const service = create('deleted', 'runs', { desiredCount: 1 });
    await settle(service);
    world.sandbox.services.ecs.operations.DeleteService({ cluster: 'prod', service: 'deleted', force: true });
    expect(await check(service)).toMatchObject({ status: 'FAILED', reason: 'the service is being deleted' });
    await pass(300);
    await expect(check(service)).rejects.toThrow(expect.objectContaining({ name: 'ServiceNotFoundError' }));
  });
});
