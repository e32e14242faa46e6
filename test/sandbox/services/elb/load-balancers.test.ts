import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Subnets, startElb, type TestElb } from './started.ts';

let test: TestElb;
beforeAll(async () => {
  test = await startElb();
});
afterAll(() => test.close());

describe('a load balancer', () => {
  it('is provisioned for a while, then active', async () => {
    const created = await test.client.createLoadBalancer({ Name: 'fresh', Subnets, Tags: [{ Key: 'a', Value: 'b' }] });
    const [one] = created.LoadBalancers ?? [];
    expect(one).toMatchObject({
      LoadBalancerArn: expect.stringMatching(
        /^arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer\/app\/fresh\/[0-9a-f]{16}$/,
      ),
      DNSName: expect.stringMatching(/^fresh-.*\.us-east-1\.elb\.amazonaws\.com$/),
      State: { Code: 'provisioning' },
      Scheme: 'internet-facing',
      AvailabilityZones: [{ ZoneName: 'us-east-1a', SubnetId: Subnets[0] }, { ZoneName: 'us-east-1b' }],
    });
    await test.world.clock.sleep(120_000);
    const { LoadBalancers } = await test.client.describeLoadBalancers({ Names: ['fresh'] });
    expect(LoadBalancers).toMatchObject([{ State: { Code: 'active' } }]);
  });

  it('is the same when it is asked for again, and refused with other settings', async () => {
    const arn = await test.loadBalancer('twice');
    expect(await test.loadBalancer('twice')).toBe(arn);
    await expect(test.loadBalancer('twice', 'network')).rejects.toMatchObject({
      name: 'DuplicateLoadBalancerNameException',
      message: "A load balancer with the same name 'twice' exists, but with different settings",
    });
  });

  it('is deleted with its listeners and rules; deleting it again is a success', async () => {
    const LoadBalancerArn = await test.loadBalancer('gone');
    const listener = await test.listener(LoadBalancerArn, 80);
    const rule = await test.rule(listener, 1);
    await test.client.deleteLoadBalancer({ LoadBalancerArn });
    await test.client.deleteLoadBalancer({ LoadBalancerArn });
    await expect(test.client.describeRules({ RuleArns: [rule] })).rejects.toThrow('One or more rules not found');
    await expect(test.client.describeLoadBalancers({ Names: ['gone'] })).rejects.toMatchObject({
      name: 'LoadBalancerNotFoundException',
      message: "Load balancers '[gone]' not found",
    });
  });

  it('is not deleted while deletion protection is on', async () => {
    const LoadBalancerArn = await test.loadBalancer('kept');
    const Key = 'deletion_protection.enabled';
    await test.client.modifyLoadBalancerAttributes({ LoadBalancerArn, Attributes: [{ Key, Value: 'true' }] });
    const { Attributes } = await test.client.describeLoadBalancerAttributes({ LoadBalancerArn });
    expect(Attributes).toContainEqual({ Key, Value: 'true' });
    await expect(test.client.deleteLoadBalancer({ LoadBalancerArn })).rejects.toMatchObject({
      name: 'OperationNotPermittedException',
    });
  });

  it('comes in pages', async () => {
    for (const name of ['page-a', 'page-b', 'page-c']) await test.loadBalancer(name);
    const all = await test.client.describeLoadBalancers({});
    const first = await test.client.describeLoadBalancers({ PageSize: 2 });
    expect(first.LoadBalancers).toHaveLength(2);
    const rest = await test.client.describeLoadBalancers({ Marker: first.NextMarker });
    expect([...(first.LoadBalancers ?? []), ...(rest.LoadBalancers ?? [])]).toEqual(all.LoadBalancers);
    await expect(test.client.describeLoadBalancers({ PageSize: 401 })).rejects.toMatchObject({
      name: 'ValidationError',
    });
    await expect(test.client.describeLoadBalancers({ Marker: 'x' })).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it.each([
    ['a name of 33 characters', { Name: 'x'.repeat(33) }, 'ValidationError'],
    ['the reserved prefix', { Name: 'internal-a' }, 'ValidationError'],
    ['a hyphen at the end', { Name: 'a-' }, 'ValidationError'],
    ['no subnets', { Subnets: undefined }, 'ValidationError'],
    ['one subnet', { Subnets: Subnets.slice(1) }, 'ValidationError'],
    ['an unknown subnet', { Subnets: ['subnet-1', 'subnet-2'] }, 'SubnetNotFoundException'],
    [
      'subnets of two VPCs',
      { Subnets: [Subnets[0], 'subnet-00000000000000001'] },
      'InvalidConfigurationRequestException',
    ],
    ['an unknown security group', { SecurityGroups: ['sg-1'] }, 'InvalidSecurityGroupException'],
    ['an unknown type', { Type: 'classic' }, 'ValidationError'],
  ])('is refused with %s', async (_name, input, name) => {
    const given = { Name: 'refused', Subnets, ...input } as { Name: string };
    await expect(test.client.createLoadBalancer(given)).rejects.toMatchObject({ name });
  });
});

describe('tags', () => {
  it('are kept per resource and go with it', async () => {
    const arn = await test.targetGroup('tagged', { Tags: [{ Key: 'service', Value: 'web' }] });
    await test.client.addTags({ ResourceArns: [arn], Tags: [{ Key: 'stage', Value: 'a' }] });
    await test.client.addTags({ ResourceArns: [arn], Tags: [{ Key: 'stage', Value: 'b' }] });
    await test.client.removeTags({ ResourceArns: [arn], TagKeys: ['service'] });
    const { TagDescriptions } = await test.client.describeTags({ ResourceArns: [arn] });
    expect(TagDescriptions).toEqual([{ ResourceArn: arn, Tags: [{ Key: 'stage', Value: 'b' }] }]);
    await test.client.deleteTargetGroup({ TargetGroupArn: arn });
    await expect(test.client.describeTags({ ResourceArns: [arn] })).rejects.toMatchObject({
      name: 'TargetGroupNotFoundException',
    });
  });

  it('are set on one resource at a time', async () => {
    const ResourceArns = [await test.targetGroup('tag-1'), await test.targetGroup('tag-2')];
    const refused = { name: 'ValidationError', message: 'Only one resource can be tagged at a time' };
    await expect(test.client.addTags({ ResourceArns, Tags: [{ Key: 'a' }] })).rejects.toMatchObject(refused);
    await expect(test.client.removeTags({ ResourceArns, TagKeys: ['a'] })).rejects.toMatchObject(refused);
    expect((await test.client.describeTags({ ResourceArns })).TagDescriptions).toHaveLength(2);
  });

  it('are refused where they are repeated, reserved or too many', async () => {
    const arn = await test.targetGroup('untagged');
    const add = (Tags: { Key: string }[]) => test.client.addTags({ ResourceArns: [arn], Tags });
    await expect(add([{ Key: 'a' }, { Key: 'a' }])).rejects.toMatchObject({ name: 'DuplicateTagKeysException' });
    await expect(add([{ Key: 'aws:a' }])).rejects.toMatchObject({ name: 'ValidationError' });
    const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}` }));
    await expect(add(many)).rejects.toMatchObject({ name: 'TooManyTagsException' });
    expect(await test.client.describeTags({ ResourceArns: [arn] })).toMatchObject({ TagDescriptions: [{ Tags: [] }] });
  });

  it.each([
    ['listener/app/a/1/2', 'ListenerNotFoundException'],
    ['listener-rule/app/a/1/2/3', 'RuleNotFoundException'],
    ['loadbalancer/app/a/1', 'LoadBalancerNotFoundException'],
    ['truststore/a/1', 'ValidationError'],
  ])('of %s, which is not there, are reported by its kind', async (resource, name) => {
    const ResourceArns = [`arn:aws:elasticloadbalancing:us-east-1:000000000000:${resource}`];
    await expect(test.client.describeTags({ ResourceArns })).rejects.toMatchObject({ name });
  });
});

it('tells the account’s limits', async () => {
  const { Limits } = await test.client.describeAccountLimits({});
  expect(Limits).toContainEqual({ Name: 'rules-per-application-load-balancer', Max: '100' });
});
