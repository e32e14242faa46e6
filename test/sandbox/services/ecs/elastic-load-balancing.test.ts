import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createFaults } from '../../../../sandbox/faults.ts';
import { type ElbService, elbService } from '../../../../sandbox/services/elb/index.ts';
import { turnedClock } from '../../../../sandbox/turned-clock.ts';
import { circuitBreaker, type ServiceWorld, startServices } from './service-world.ts';

const vpcId = 'vpc-0123456789abcdef0';
const subnets = ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'];

let elb: ElbService;
let world: ServiceWorld;
let TargetGroupArn: string;
let ListenerArn: string;
beforeEach(async () => {
  const clock = turnedClock();
  elb = elbService({
    accountId: '000000000000',
    region: 'us-east-1',
    endpointUrl: 'http://127.0.0.1:4566',
    clock,
    faults: createFaults(clock),
  });
  elb.addNetwork({
    vpcId,
    subnets: subnets.map((id, index) => ({ id, availabilityZone: `us-east-1${'ab'[index]}` })),
    securityGroups: [],
  });
  const LoadBalancerArn = elb.addLoadBalancer({ Name: 'shop', Type: 'network', Subnets: subnets });
  const group = { Name: 'web', Protocol: 'TCP', Port: 80, VpcId: vpcId, TargetType: 'ip' } as const;
  TargetGroupArn = elb.operations.CreateTargetGroup(group).TargetGroups[0]?.TargetGroupArn ?? '';
  const { Listeners } = elb.operations.CreateListener({
    LoadBalancerArn,
    Protocol: 'TCP',
    Port: 80,
    DefaultActions: [{ Type: 'forward', TargetGroupArn }],
  });
  ListenerArn = Listeners[0]?.ListenerArn ?? '';
  world = await startServices(elb, clock);
});
afterEach(() => world.close());

const create = (rest = {}) =>
  world.create({
    loadBalancers: [{ targetGroupArn: TargetGroupArn, containerName: 'main', containerPort: 80 }],
    desiredCount: 1,
    ...rest,
  });

describe('a service behind the sandbox’s own load balancer', () => {
  it('completes its deployment once its targets are healthy', async () => {
    create();
    await world.pass(20);
    expect(world.describeService().deployments?.[0]?.rolloutState).toBe('IN_PROGRESS');
    await world.pass(60);
    expect(world.describeService().deployments?.[0]?.rolloutState).toBe('COMPLETED');
    expect(elb.operations.DescribeTargetHealth({ TargetGroupArn }).TargetHealthDescriptions).toMatchObject([
      { Target: { Port: 80 }, TargetHealth: { State: 'healthy' } },
    ]);
  });

  it('fails a deployment whose targets are unhealthy', async () => {
    create({ taskDefinition: 'balanced', ...circuitBreaker(false) });
    await world.pass(900);
    expect(world.describeService().deployments?.[0]).toMatchObject({ rolloutState: 'FAILED', failedTasks: 3 });
  });

  it('tells of a target group that has been deleted', async () => {
    create({ desiredCount: 0 });
    elb.operations.DeleteListener({ ListenerArn });
    elb.operations.DeleteTargetGroup({ TargetGroupArn });
    world.update({ desiredCount: 1 });
    await world.pass(60);
    expect(world.events()).toContainEqual(
      expect.stringContaining(`failed to register targets in (target-group ${TargetGroupArn}) with (error`),
    );
  });
});
