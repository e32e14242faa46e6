import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  circuitBreaker,
  fakeLoadBalancing,
  idleTargetGroup,
  type ServiceWorld,
  startServices,
  targetGroup,
} from './service-world.ts';
import { thrownBy } from './support.ts';

let balancing: ReturnType<typeof fakeLoadBalancing>;
let world: ServiceWorld;
beforeEach(async () => {
  balancing = fakeLoadBalancing();
  world = await startServices(balancing.port);
});
afterEach(() => world.close());

const balanced = (rest = {}) => ({
  loadBalancers: [{ targetGroupArn: targetGroup, containerName: 'main', containerPort: 80, ...rest }],
});

describe('a service behind a load balancer', () => {
  it('registers its tasks by address and is steady once their targets are healthy', async () => {
    balancing.tell('initial');
    world.create(balanced());
    await world.pass(60);
    expect([...balancing.targets.values()]).toEqual(
      world.tasks().map(({ containers }) => ({
        id: containers?.[0]?.networkInterfaces?.[0]?.privateIpv4Address,
        port: 80,
        availabilityZone: 'us-east-1a',
        isHealthy: true,
      })),
    );
    expect(world.describeService().deployments?.[0]?.rolloutState).toBe('IN_PROGRESS');
    balancing.tell('healthy');
    await world.pass(60);
    expect(world.describeService().deployments?.[0]?.rolloutState).toBe('COMPLETED');
    expect(world.events()[1]).toBe(`registered 2 targets in (target-group ${targetGroup})`);
  });

  it('stops tasks whose targets are unhealthy after the grace period, and fails its deployment', async () => {
    world.create({
      ...balanced(),
      ...circuitBreaker(false),
      taskDefinition: 'balanced',
      desiredCount: 1,
      healthCheckGracePeriodSeconds: 120,
    });
    await world.pass(110);
    expect(world.tasks('STOPPED')).toEqual([]);
    await world.pass(20);
    const [stopped] = world.tasks('STOPPED');
    const id = stopped?.taskArn?.split('/').at(-1);
    expect(stopped).toMatchObject({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: `Task failed ELB health checks in (target-group ${targetGroup})`,
    });
    expect(world.events().slice(2, 6)).toEqual([
      `(task ${id}) (port 80) is unhealthy in (target-group ${targetGroup}) due to (reason Health checks failed).`,
      `has stopped 1 running tasks: (task ${id}).`,
      expect.stringMatching(/^has started 1 tasks/),
      'has begun draining connections on 1 tasks.',
    ]);
    await world.pass(600);
    expect(world.describeService().deployments).toMatchObject([{ rolloutState: 'FAILED', failedTasks: 3 }]);
  });

  it('deregisters the targets of tasks that stop', async () => {
    world.create(balanced());
    await world.pass(60);
    world.update({ desiredCount: 0 });
    await world.pass(60);
    expect(balancing.targets.size).toBe(0);
    expect(world.events()).toContain(`deregistered 2 targets in (target-group ${targetGroup})`);
  });

  it('notices targets that have become unhealthy when it is looked at', async () => {
    world.create({ ...balanced(), desiredCount: 1 });
    await world.pass(60);
    balancing.tell('unhealthy');
    world.describeService();
    await world.pass(1.5);
    expect(world.tasks('STOPPED')).toHaveLength(1);
  });

  it('stops asking for targets that never become healthy when nobody follows it, and goes on when somebody does', async () => {
    balancing.tell('initial');
    world.create(balanced());
    await world.pass(7 * 86_400);
    balancing.tell('healthy');
    await world.pass(86_400);
    expect(world.describeService().deployments?.[0]?.rolloutState).toBe('IN_PROGRESS');
    await world.pass(60);
    expect(world.describeService().deployments?.[0]?.rolloutState).toBe('COMPLETED');
  });

  it.each([
    [
      'a container that is not there',
      balanced({ containerName: 'none' }),
      'The container none does not exist in the task definition.',
    ],
    [
      'a port that it lacks',
      balanced({ containerPort: 81 }),
      'The container main did not have a container port 81 defined.',
    ],
    ['an unknown target group', balanced({ targetGroupArn: `${targetGroup}0` }), 'does not exist'],
    [
      'a target group without a load balancer',
      balanced({ targetGroupArn: idleTargetGroup }),
      `The target group with targetGroupArn ${idleTargetGroup} does not have an associated load balancer.`,
    ],
    ['no target group', balanced({ targetGroupArn: undefined }), 'Target Group ARN can not be blank.'],
    [
      'six target groups',
      { loadBalancers: Array(6).fill(balanced().loadBalancers[0]) },
      'load balancers can have at most 5 items.',
    ],
  ])('refuses %s', (_what, input, message) => {
    const thrown = thrownBy(() => world.create(input));
    expect(thrown.code).toBe('InvalidParameterException');
    expect(thrown.message).toContain(message);
  });
});
