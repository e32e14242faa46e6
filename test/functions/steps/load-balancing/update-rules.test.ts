import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { groupSpec, hostRule, loadBalancingSpec } from '../../../support/load-balancing-spec.ts';
import { type LoadBalancingWorld, startWorld, tagsOf } from './world.ts';

let world: LoadBalancingWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const two = [groupSpec(), groupSpec('web-2', { port: 8081 })];
/** With a rule for the second target group. */
const second = loadBalancingSpec({ rules: [hostRule('a.example.com', 'web-2')], targetGroups: two });
const host = (value: string) => [{ Field: 'host-header', Values: [value] }];
const targets = async () =>
  (await world.rules()).map(({ Priority, Conditions, Actions }) => [
    Priority,
    Conditions?.[0]?.Values?.[0],
    Actions?.at(-1)?.TargetGroupArn?.split('/')[1],
  ]);
const forward = (TargetGroupArn: string) => ({ Actions: [{ Type: 'forward' as const, TargetGroupArn }] });

describe('updateListeners on an application load balancer', () => {
  it('creates a rule that forwards to the target group, with tags', async () => {
    const { targetGroups } = await world.createTargetGroups();
    world.calls();
    const updated = await world.updateListeners();
    const [rule] = await world.rules();
    expect(updated).toEqual({
      listeners: [{ loadBalancer: 'web-lb', arn: world.web80, protocol: 'HTTP', port: 80 }],
      rules: [
        { arn: rule?.RuleArn, name: 'web-lb HTTP:80 host-header=a.example.com', priority: 1, targetGroup: 'web-1' },
      ],
    });
    expect(rule?.Actions).toMatchObject([{ Type: 'forward', TargetGroupArn: targetGroups[0]?.arn }]);
    expect(await world.tags(rule?.RuleArn)).toContainEqual({ Key: 'ecs-runbooks:service', Value: 'prod/web' });
  });

  it('makes one call of each kind, and none that changes anything the second time', async () => {
    await world.createTargetGroups();
    world.calls();
    const first = await world.updateListeners();
    const reads = [
      'DescribeTargetGroups',
      'DescribeLoadBalancers',
      'DescribeTags',
      'DescribeListeners',
      'DescribeRules',
    ];
    expect(world.calls()).toEqual([...reads, 'CreateRule']);
    expect(await world.updateListeners()).toEqual(first);
    expect(world.calls()).toEqual([...reads, 'DescribeTags']);
  });

  it('gives rules priorities of their own in the spec’s order: the lowest free, the highest free', async () => {
    for (const priority of [1, 3, 50_000]) await world.rule(world.web80, priority);
    const rules = [
      hostRule('a.example.com'),
      hostRule('b.example.com'),
      hostRule('c.example.com', 'web-1', 'end'),
      hostRule('d.example.com', 'web-1', 'end'),
    ];
    await world.createTargetGroups();
    const updated = await world.updateListeners(loadBalancingSpec({ rules }));
    expect(updated.rules.map(({ priority }) => priority)).toEqual([2, 4, 49_999, 49_998]);
  });

  it('handles the rules of every role', async () => {
    const rules = { active: [hostRule('a.example.com')], standby: [hostRule('b.example.com')] };
    await world.createTargetGroups();
    const updated = await world.updateListeners(loadBalancingSpec({ rules }));
    expect(updated.rules.map(({ name }) => name)).toEqual([
      'web-lb HTTP:80 host-header=a.example.com',
      'web-lb HTTP:80 host-header=b.example.com',
    ]);
  });

  it('takes the same rule of two roles for one', async () => {
    const rules = { active: [hostRule('a.example.com')], standby: [hostRule('A.example.com')] };
    await world.createTargetGroups();
    expect((await world.updateListeners(loadBalancingSpec({ rules }))).rules).toHaveLength(1);
  });

  it('fails with AmbiguousListenerRuleError when roles want the same requests for different target groups', async () => {
    const rules = { active: [hostRule('a.example.com')], standby: [hostRule('a.example.com', 'web-2')] };
    const spec = loadBalancingSpec({ rules, targetGroups: two });
    await world.createTargetGroups(spec);
    await expect(world.updateListeners(spec)).rejects.toMatchObject({
      name: 'AmbiguousListenerRuleError',
      message: expect.stringContaining('forward to web-1 and web-2 at once (roles active, standby) (choose a role'),
    });
  });

  it('turns a rule of the service to another target group', async () => {
    await world.createTargetGroups(second);
    await world.updateListeners();
    expect((await world.updateListeners(second)).rules).toMatchObject([{ priority: 1, targetGroup: 'web-2' }]);
    expect(await targets()).toEqual([['1', 'a.example.com', 'web-2']]);
  });

  it('gives a rule of the service the conditions that the spec has now', async () => {
    await world.createTargetGroups();
    const { rules: before } = await world.updateListeners();
    const changed = loadBalancingSpec({ rules: [hostRule('new.example.com')] });
    const { rules: after } = await world.updateListeners(changed);
    expect(after).toMatchObject([{ arn: before[0]?.arn, priority: 1 }]);
    expect(await targets()).toEqual([['1', 'new.example.com', 'web-1']]);
  });

  it('deletes rules of the service that the spec no longer has, for the same environment only', async () => {
    const rules = [hostRule('a.example.com'), hostRule('b.example.com')];
    const { targetGroups } = await world.createTargetGroups();
    const arn = targetGroups[0]?.arn ?? '';
    await world.updateListeners(loadBalancingSpec({ rules }));
    await world.rule(world.web80, 7, {
      ...forward(arn),
      Conditions: host('c.example.com'),
      Tags: tagsOf('web', 'staging'),
    });
    await world.updateListeners();
    expect(await targets()).toEqual([
      ['1', 'a.example.com', 'web-1'],
      ['7', 'c.example.com', 'web-1'],
    ]);
  });

  it('takes an untagged rule that forwards to nothing but its target group for its own', async () => {
    const { targetGroups } = await world.createTargetGroups(second);
    const arn = targetGroups[1]?.arn ?? '';
    await world.rule(world.web80, 5, { ...forward(arn), Conditions: host('a.example.com') });
    await world.updateListeners(loadBalancingSpec({ targetGroups: two }));
    expect(await targets()).toEqual([['5', 'a.example.com', 'web-1']]);
  });

  it('fails with ExistingResourceError for another service’s rule, also where existing ones are allowed', async () => {
    await world.createTargetGroups();
    await world.rule(world.web80, 5, { Conditions: host('a.example.com'), Tags: tagsOf('other') });
    await expect(world.updateListeners(loadBalancingSpec(), true)).rejects.toMatchObject({
      name: 'ExistingResourceError',
      message: expect.stringContaining('host-header=a.example.com: already exists and belongs to prod/other'),
    });
  });

  it('changes a rule that is nobody’s only where that is allowed', async () => {
    await world.createTargetGroups();
    await world.rule(world.web80, 5, { Conditions: host('A.EXAMPLE.com') });
    await expect(world.updateListeners()).rejects.toMatchObject({
      name: 'ExistingResourceError',
      message: expect.stringContaining('(priority 5, fixed-response)'),
    });
    await world.updateListeners(loadBalancingSpec(), true);
    expect(await targets()).toEqual([['5', 'A.EXAMPLE.com', 'web-1']]);
  });

  it('fails with AmbiguousListenerRuleError when two rules have the conditions', async () => {
    await world.createTargetGroups();
    for (const priority of [5, 6]) await world.rule(world.web80, priority, { Conditions: host('a.example.com') });
    await expect(world.updateListeners(loadBalancingSpec(), true)).rejects.toMatchObject({
      name: 'AmbiguousListenerRuleError',
      message: expect.stringContaining('2 rules of the listener have these conditions: arn:'),
    });
  });

  it('finds a rule among many', async () => {
    await world.createTargetGroups();
    for (let priority = 1; priority <= 60; priority += 1) await world.rule(world.web80, priority);
    await world.rule(world.web80, 70, { Conditions: host('a.example.com'), Tags: tagsOf() });
    await world.updateListeners();
    expect((await targets()).at(-1)).toEqual(['70', 'a.example.com', 'web-1']);
  });

  it.each([
    [
      'no listener on the port',
      81,
      'HTTP',
      'listener web-lb HTTP:81: does not exist (create it with its default action,',
    ],
    ['no certificate', 443, 'HTTPS', 'does not exist (create it with its default action and its certificate,'],
    ['another protocol', 80, 'HTTPS', 'listener web-lb HTTPS:80: the listener on the port is for HTTP'],
  ])('fails with LoadBalancerUnsuitableError when there is %s', async (_name, port, protocol, message) => {
    const listeners = [{ protocol, port, rules: [hostRule('a.example.com')] }];
    const spec = loadBalancingSpec({ loadBalancers: [{ name: 'web-lb', type: 'application', listeners }] });
    await expect(world.updateListeners(spec)).rejects.toMatchObject({
      name: 'LoadBalancerUnsuitableError',
      message: expect.stringContaining(message),
    });
  });

  it('fails with TargetGroupMissingError, and changes nothing, when the target group is not there', async () => {
    await expect(world.updateListeners()).rejects.toMatchObject({
      name: 'TargetGroupMissingError',
      message: 'listeners cannot forward to what does not exist: target group web-1; create it first',
    });
    expect(await world.rules()).toEqual([]);
  });

  it('passes TooManyRules on', async () => {
    await world.createTargetGroups();
    for (let priority = 1; priority <= 100; priority += 1) await world.rule(world.web80, priority);
    await expect(world.updateListeners()).rejects.toMatchObject({ name: 'TooManyRulesException' });
  });
});
