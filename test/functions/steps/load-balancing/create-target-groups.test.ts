import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { otherVpcId, vpcId } from '../../../sandbox/services/elb/started.ts';
import { groupSpec, hostRule, loadBalancingSpec } from '../../../support/load-balancing-spec.ts';
import { type LoadBalancingWorld, startWorld, tagsOf } from './world.ts';

let world: LoadBalancingWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const group = async (Name = 'web-1') => (await world.client.describeTargetGroups({ Names: [Name] })).TargetGroups?.[0];

describe('createTargetGroups', () => {
  it('creates a target group in the VPC of its load balancer, with tags', async () => {
    const { targetGroups } = await world.createTargetGroups();
    const made = await group();
    expect(targetGroups).toEqual([{ name: 'web-1', arn: made?.TargetGroupArn }]);
    expect(made).toMatchObject({
      Protocol: 'HTTP',
      Port: 8080,
      TargetType: 'ip',
      VpcId: vpcId,
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 10,
      HealthCheckTimeoutSeconds: 5,
    });
    expect(await world.tags(made?.TargetGroupArn)).toEqual(
      expect.arrayContaining([
        { Key: 'ecs-runbooks:service', Value: 'prod/web' },
        { Key: 'ecs-runbooks:stage', Value: 'ecs-runbooks-test' },
        { Key: 'ecs-runbooks:environment', Value: 'prestaging' },
        { Key: 'ecs-runbooks:execution', Value: expect.stringMatching(/:run-1$/) },
      ]),
    );
  });

  it('takes instances as targets where tasks have no network of their own', async () => {
    await world.createTargetGroups(loadBalancingSpec({ networkMode: 'bridge' }));
    expect(await group()).toMatchObject({ TargetType: 'instance' });
  });

  it('asks twice and creates, and changes nothing the second time', async () => {
    const first = await world.createTargetGroups();
    expect(world.calls()).toEqual(['DescribeTargetGroups', 'DescribeLoadBalancers', 'CreateTargetGroup']);
    expect(await world.createTargetGroups()).toEqual(first);
    expect(world.calls()).toEqual(['DescribeTargetGroups', 'DescribeLoadBalancers', 'DescribeTags']);
  });

  it('finishes what an earlier run began', async () => {
    const targetGroups = [groupSpec(), groupSpec('web-2', { port: 8081 })];
    const rules = [hostRule('a.example.com'), hostRule('b.example.com', 'web-2')];
    await world.createTargetGroups();
    const { targetGroups: made } = await world.createTargetGroups(loadBalancingSpec({ targetGroups, rules }));
    expect(made.map(({ name }) => name)).toEqual(['web-1', 'web-2']);
    expect(await world.groups()).toEqual(['web-1', 'web-2']);
  });

  it('changes the health check of the service’s own', async () => {
    await world.createTargetGroups();
    const healthCheck = { protocol: 'HTTP', path: '/other', matcher: { HttpCode: '204' } };
    await world.createTargetGroups(loadBalancingSpec({ targetGroups: [groupSpec('web-1', { healthCheck })] }));
    expect(await group()).toMatchObject({
      HealthCheckPath: '/other',
      Matcher: { HttpCode: '204' },
      // what the spec no longer says stays
      HealthCheckIntervalSeconds: 10,
    });
  });

  it.each([
    ['port', groupSpec('web-1', { port: 9090 }), 'Port is 8080, the spec says 9090'],
    ['protocol', groupSpec('web-1', { protocol: 'HTTPS' }), 'Protocol is HTTP, the spec says HTTPS'],
  ])('fails with TargetGroupImmutableError when the %s differs', async (_name, changed, message) => {
    await world.createTargetGroups();
    await expect(world.createTargetGroups(loadBalancingSpec({ targetGroups: [changed] }))).rejects.toMatchObject({
      name: 'TargetGroupImmutableError',
      message: expect.stringContaining(message),
    });
  });

  it('fails with ExistingResourceError for one that is another service’s, also where existing ones are allowed', async () => {
    await world.targetGroup('web-1', { Port: 8080, Tags: tagsOf('other') });
    await expect(world.createTargetGroups(loadBalancingSpec(), true)).rejects.toMatchObject({
      name: 'ExistingResourceError',
      message: expect.stringContaining('target group web-1: already exists and belongs to prod/other'),
    });
  });

  it('fails with ExistingResourceError for one that is nobody’s', async () => {
    await world.targetGroup('web-1', { Port: 8080 });
    await expect(world.createTargetGroups()).rejects.toMatchObject({
      name: 'ExistingResourceError',
      message: expect.stringContaining('allowExisting=true'),
    });
  });

  it.each([
    ['the request', loadBalancingSpec(), true],
    ['the target group', loadBalancingSpec({ targetGroups: [groupSpec('web-1', { allowExisting: true })] }), undefined],
    ['the service', loadBalancingSpec({ serviceTargetGroup: { allowExisting: true } }), undefined],
  ])('uses one that is nobody’s where %s allows it, and never changes it', async (_name, spec, allowExisting) => {
    const arn = await world.targetGroup('web-1', { Port: 8080 });
    expect(await world.createTargetGroups(spec, allowExisting)).toEqual({ targetGroups: [{ name: 'web-1', arn }] });
    expect(await group()).toMatchObject({ HealthCheckPath: '/' });
  });

  it('heeds a request that forbids what the spec allows', async () => {
    await world.targetGroup('web-1', { Port: 8080 });
    const spec = loadBalancingSpec({ serviceTargetGroup: { allowExisting: true } });
    await expect(world.createTargetGroups(spec, false)).rejects.toMatchObject({ name: 'ExistingResourceError' });
  });

  it('refuses an allowed one of another VPC', async () => {
    await world.targetGroup('web-1', { Port: 8080, VpcId: otherVpcId });
    await expect(world.createTargetGroups(loadBalancingSpec(), true)).rejects.toMatchObject({
      name: 'TargetGroupImmutableError',
      message: expect.stringContaining(`VpcId is ${otherVpcId}, the spec says ${vpcId}`),
    });
  });

  it('fails with LoadBalancerUnsuitableError when the load balancer is not there', async () => {
    await world.client.deleteLoadBalancer({ LoadBalancerArn: world.webLb });
    await expect(world.createTargetGroups()).rejects.toMatchObject({
      name: 'LoadBalancerUnsuitableError',
      message: expect.stringContaining('load balancer web-lb does not exist'),
    });
  });

  it('judges again what somebody else made at the same time', async () => {
    const original = world.client.send.bind(world.client);
    let isFirst = true;
    world.client.send = (async (command: object) => {
      if (isFirst && command.constructor.name === 'CreateTargetGroupCommand') {
        isFirst = false;
        await world.targetGroup('web-1', { Port: 8080, HealthCheckPath: '/theirs' });
      }
      return original(command as never);
    }) as typeof world.client.send;
    await expect(world.createTargetGroups()).rejects.toMatchObject({ name: 'ExistingResourceError' });
  });
});
