import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  groupSpec,
  hostRule,
  loadBalancingSpec,
  networkSpec,
  tcpListener,
} from '../../../support/load-balancing-spec.ts';
import { type LoadBalancingWorld, startWorld, tagsOf } from './world.ts';

let world: LoadBalancingWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const host = (value: string) => [{ Field: 'host-header', Values: [value] }];
const forward = (TargetGroupArn: string) => ({ Actions: [{ Type: 'forward' as const, TargetGroupArn }] });
const deployed = async (spec = loadBalancingSpec()) => {
  const { targetGroups } = await world.createTargetGroups(spec);
  await world.updateListeners(spec);
  return targetGroups.map(({ arn }) => arn);
};

describe('deleteListeners', () => {
  it('deletes the rules of the service, and nothing the second time', async () => {
    await deployed();
    const [rule] = await world.rules();
    expect(await world.deleteListeners()).toEqual({
      deleted: [{ type: 'listener rule', name: 'web-lb HTTP:80 host-header=a.example.com', arn: rule?.RuleArn }],
      left: [],
    });
    expect(await world.rules()).toEqual([]);
    expect(await world.deleteListeners()).toEqual({ deleted: [], left: [] });
  });

  it('deletes the listeners of the service on a network load balancer, and nothing the second time', async () => {
    const spec = networkSpec(tcpListener(3306));
    await deployed(spec);
    const { deleted } = await world.deleteListeners(spec);
    expect(deleted).toMatchObject([{ type: 'listener', name: 'tcp-lb TCP:3306' }]);
    expect(await world.listeners()).toEqual([]);
    expect(await world.deleteListeners(spec)).toEqual({ deleted: [], left: [] });
  });

  it('succeeds when target groups and load balancers are gone', async () => {
    await deployed();
    await world.deleteListeners();
    await world.deleteTargetGroups();
    expect(await world.deleteListeners()).toEqual({ deleted: [], left: [] });
    await world.client.deleteLoadBalancer({ LoadBalancerArn: world.webLb });
    expect(await world.deleteListeners()).toEqual({ deleted: [], left: [] });
  });

  it('deletes what forwards to the service’s target group under conditions or on listeners that the spec has not', async () => {
    const [arn = ''] = await deployed();
    const other = await world.listener(world.webLb, 8080);
    await world.rule(other, 3, { ...forward(arn), Conditions: host('b.example.com') });
    const { deleted, left } = await world.deleteListeners(loadBalancingSpec({ rules: [hostRule('c.example.com')] }));
    expect(deleted.map(({ name }) => name)).toEqual([
      'web-lb HTTP:80 host-header=a.example.com',
      'web-lb HTTP:8080 host-header=b.example.com',
    ]);
    expect(left).toEqual([]);
  });

  it('leaves another service’s rule and tells the command that deletes it', async () => {
    const arn = await world.rule(world.web80, 5, { Conditions: host('a.example.com'), Tags: tagsOf('other') });
    expect(await world.deleteListeners(loadBalancingSpec(), true)).toEqual({
      deleted: [],
      left: [
        {
          type: 'listener rule',
          name: 'web-lb HTTP:80 host-header=a.example.com',
          reason: 'it belongs to prod/other',
          command: `aws elbv2 delete-rule --cli-input-json '{"RuleArn":"${arn}"}'`,
        },
      ],
    });
  });

  it('leaves a rule of the service that was turned to another service', async () => {
    await deployed();
    const [rule] = await world.rules();
    const theirs = await world.targetGroup('theirs', { Tags: tagsOf('other') });
    await world.client.modifyRule({ RuleArn: rule?.RuleArn, ...forward(theirs) });
    const { deleted, left } = await world.deleteListeners();
    expect(deleted).toEqual([]);
    expect(left).toMatchObject([{ reason: "it forwards to theirs, which is not this service's" }]);
    expect(await world.rules()).toHaveLength(1);
  });

  it('deletes a rule of the service that forwards to a target group of a former spec', async () => {
    await deployed();
    const renamed = loadBalancingSpec({
      targetGroups: [groupSpec('web-2')],
      rules: [hostRule('a.example.com', 'web-2')],
    });
    expect((await world.deleteListeners(renamed)).deleted).toHaveLength(1);
  });

  it('deletes what is nobody’s only where the request allows it', async () => {
    const spec = networkSpec(tcpListener(3306));
    const arn = await world.targetGroup('tcp-1', { Protocol: 'TCP' });
    await world.listener(world.tcpLb, 3306, arn, 'TCP');
    expect((await world.deleteListeners(spec)).left).toMatchObject([
      { type: 'listener', reason: expect.stringContaining('allowExisting=true') },
    ]);
    expect((await world.deleteListeners(spec, true)).deleted).toHaveLength(1);
  });

  it('never deletes the default rule or a listener of an application load balancer', async () => {
    const [arn] = await deployed();
    await world.client.modifyListener({ ListenerArn: world.web80, DefaultActions: forward(arn ?? '').Actions });
    await world.deleteListeners(loadBalancingSpec(), true);
    expect(await world.listeners(world.webLb)).toHaveLength(1);
  });

  it('takes a rule that somebody deletes at the same time for deleted', async () => {
    await deployed();
    const [rule] = await world.rules();
    const original = world.client.send.bind(world.client);
    world.client.send = (async (command: object) => {
      if (command.constructor.name === 'DeleteRuleCommand') {
        world.client.send = original;
        await world.client.deleteRule({ RuleArn: rule?.RuleArn });
      }
      return original(command as never);
    }) as typeof world.client.send;
    expect((await world.deleteListeners()).deleted).toHaveLength(1);
  });
});
