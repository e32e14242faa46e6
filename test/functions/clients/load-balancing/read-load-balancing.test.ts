import {
  DescribeAccountLimitsCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { describeAccountLimits } from '../../../../functions/clients/load-balancing/account-limits.ts';
import { describeListeners, describeRules } from '../../../../functions/clients/load-balancing/listeners.ts';
import { describeLoadBalancers } from '../../../../functions/clients/load-balancing/load-balancers.ts';
import {
  readLoadBalancing,
  readTargetGroupUses,
} from '../../../../functions/clients/load-balancing/read-load-balancing.ts';
import { describeTags } from '../../../../functions/clients/load-balancing/tags.ts';
import {
  countRegisteredTargets,
  describeTargetGroups,
} from '../../../../functions/clients/load-balancing/target-groups.ts';
import type { ServiceSpec } from '../../../../functions/domain/service/spec-schema/index.ts';
import { loadBalancingSpec } from '../../../support/load-balancing-spec.ts';

const elb = new ElasticLoadBalancingV2Client({ region: 'us-east-1' });
const mock = mockClient(elb);
const awsError = (name: string) => Object.assign(new Error(name), { name });
const service = { cluster: 'prod', service: 'web' };

beforeEach(() => {
  mock.reset();
});

describe('describeTargetGroups', () => {
  const named = (names: string[] = []) => ({ TargetGroups: names.map((TargetGroupName) => ({ TargetGroupName })) });
  const sent = () => mock.commandCalls(DescribeTargetGroupsCommand).map(({ args }) => args[0].input.Names);

  it('asks once where all exist', async () => {
    mock.on(DescribeTargetGroupsCommand).callsFake(({ Names }) => named(Names));
    expect((await describeTargetGroups(elb, ['a', 'b', 'a'])).map(({ name }) => name)).toEqual(['a', 'b']);
    expect(sent()).toEqual([['a', 'b']]);
  });

  it('asks one by one where the answer is that some are missing', async () => {
    mock.on(DescribeTargetGroupsCommand).callsFake(({ Names }) => {
      if (Names.includes('b')) throw awsError('TargetGroupNotFoundException');
      return named(Names);
    });
    expect((await describeTargetGroups(elb, ['a', 'b', 'c'])).map(({ name }) => name)).toEqual(['a', 'c']);
    expect(sent()).toEqual([['a', 'b', 'c'], ['a'], ['b'], ['c']]);
  });

  it('asks for twenty at a time and for none not at all', async () => {
    mock.on(DescribeTargetGroupsCommand).callsFake(({ Names }) => named(Names));
    expect(
      await describeTargetGroups(
        elb,
        Array.from({ length: 45 }, (_, index) => `g${index}`),
      ),
    ).toHaveLength(45);
    expect(sent().map((names) => names?.length)).toEqual([20, 20, 5]);
    mock.resetHistory();
    expect(await describeTargetGroups(elb, [])).toEqual([]);
    expect(sent()).toEqual([]);
  });

  it('passes other errors on', async () => {
    mock.on(DescribeTargetGroupsCommand).rejects(awsError('Throttling'));
    await expect(describeTargetGroups(elb, ['a', 'b'])).rejects.toMatchObject({ name: 'Throttling' });
    expect(sent()).toHaveLength(1);
  });
});

describe('lists in pages', () => {
  const twoPages =
    <Page extends object>(first: Page, second: Page) =>
    (input: { Marker?: string }) =>
      input.Marker === undefined ? { ...first, NextMarker: 'more' } : second;

  it('of rules are read to the end, by priority and without the default rule', async () => {
    mock.on(DescribeRulesCommand).callsFake(
      twoPages(
        {
          Rules: [
            { RuleArn: 'c', Priority: '30' },
            { RuleArn: 'd', Priority: 'default', IsDefault: true },
          ],
        },
        {
          Rules: [
            { RuleArn: 'a', Priority: '4' },
            { RuleArn: 'b', Priority: '20' },
          ],
        },
      ),
    );
    expect((await describeRules(elb, 'listener')).map(({ arn, priority }) => [arn, priority])).toEqual([
      ['a', 4],
      ['b', 20],
      ['c', 30],
    ]);
  });

  it('of listeners are read to the end', async () => {
    mock
      .on(DescribeListenersCommand)
      .callsFake(
        twoPages({ Listeners: [{ ListenerArn: 'a', Port: 80 }] }, { Listeners: [{ ListenerArn: 'b', Port: 81 }] }),
      );
    expect((await describeListeners(elb, 'balancer')).map(({ port }) => port)).toEqual([80, 81]);
  });

  it('of quotas are read to the end', async () => {
    mock.on(DescribeAccountLimitsCommand).callsFake(
      twoPages(
        { Limits: [{ Name: 'target-groups', Max: '3000' }] },
        {
          Limits: [
            { Name: 'odd', Max: 'many' },
            { Name: 'rules', Max: '100' },
          ],
        },
      ),
    );
    expect(await describeAccountLimits(elb)).toEqual({ 'target-groups': 3000, rules: 100 });
  });

  it('of tags are asked for in twenties', async () => {
    mock.on(DescribeTagsCommand).callsFake(({ ResourceArns }) => ({
      TagDescriptions: ResourceArns.map((ResourceArn: string) => ({
        ResourceArn,
        Tags: [{ Key: 'k', Value: ResourceArn }],
      })),
    }));
    const tags = await describeTags(
      elb,
      Array.from({ length: 41 }, (_, index) => `arn${index}`),
    );
    expect(Object.keys(tags)).toHaveLength(41);
    expect(tags['arn40']).toEqual({ k: 'arn40' });
    expect(mock.commandCalls(DescribeTagsCommand)).toHaveLength(3);
  });
});

describe('describeTags', () => {
  it('leaves out a rule that is listed although it was deleted a moment ago', async () => {
    mock.on(DescribeTagsCommand).callsFake(({ ResourceArns }) => {
      if (ResourceArns.includes('gone')) throw awsError('RuleNotFoundException');
      return { TagDescriptions: ResourceArns.map((ResourceArn: string) => ({ ResourceArn, Tags: [] })) };
    });
    expect(await describeTags(elb, ['a', 'gone', 'b'])).toEqual({ a: {}, b: {} });
  });
});

describe('what is gone between two calls', () => {
  it.each([
    [
      'a load balancer',
      DescribeListenersCommand,
      'LoadBalancerNotFoundException',
      () => describeListeners(elb, 'arn'),
      [],
    ],
    ['a listener', DescribeRulesCommand, 'ListenerNotFoundException', () => describeRules(elb, 'arn'), []],
    [
      'a target group',
      DescribeTargetHealthCommand,
      'TargetGroupNotFoundException',
      () => countRegisteredTargets(elb, 'arn'),
      0,
    ],
    [
      'a load balancer by name',
      DescribeLoadBalancersCommand,
      'LoadBalancerNotFoundException',
      () => describeLoadBalancers(elb, ['a']),
      [],
    ],
  ] as const)('is nothing: %s', async (_name, command, name, read, expected) => {
    mock.on(command as typeof DescribeRulesCommand).rejects(awsError(name));
    expect(await read()).toEqual(expected);
  });

  it.each([
    ['listeners', DescribeListenersCommand, () => describeListeners(elb, 'arn')],
    ['rules', DescribeRulesCommand, () => describeRules(elb, 'arn')],
    ['targets', DescribeTargetHealthCommand, () => countRegisteredTargets(elb, 'arn')],
  ] as const)('is told apart from a denial when %s are read', async (_name, command, read) => {
    mock.on(command as typeof DescribeRulesCommand).rejects(awsError('AccessDenied'));
    await expect(read()).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('countRegisteredTargets', () => {
  it('does not count those that are draining', async () => {
    const TargetHealthDescriptions = (['healthy', 'draining', 'unused'] as const).map((State) => ({
      TargetHealth: { State },
    }));
    mock.on(DescribeTargetHealthCommand).resolves({ TargetHealthDescriptions });
    expect(await countRegisteredTargets(elb, 'arn')).toBe(2);
  });
});

describe.each([
  ['readLoadBalancing', (spec: ServiceSpec) => readLoadBalancing(elb, { spec, service }, { uses: true })],
  ['readTargetGroupUses', (spec: ServiceSpec) => readTargetGroupUses(elb, { spec, service })],
])('%s', (_, read) => {
  it('asks nothing for a spec without load balancing', async () => {
    const spec = loadBalancingSpec();
    const { elb: _, ...aws } = spec.aws;
    expect(await read({ ...spec, aws })).toEqual({ targetGroups: [], loadBalancers: [], foreignTargetGroups: {} });
    expect(mock.calls()).toHaveLength(0);
  });
});

describe('readTargetGroupUses', () => {
  it('looks at no load balancer where AWS says that none uses the target groups', async () => {
    const TargetGroupArn = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/0123456789abcdef';
    mock.on(DescribeTargetGroupsCommand).resolves({
      TargetGroups: [{ TargetGroupArn, TargetGroupName: 'web', LoadBalancerArns: [] }],
    });
    mock.on(DescribeTagsCommand).resolves({ TagDescriptions: [{ ResourceArn: TargetGroupArn, Tags: [] }] });
    mock.on(DescribeTargetHealthCommand).resolves({ TargetHealthDescriptions: [] });
    const { targetGroups, loadBalancers } = await readTargetGroupUses(elb, { spec: loadBalancingSpec(), service });
    expect(targetGroups).toMatchObject([{ arn: TargetGroupArn, registeredTargets: 0 }]);
    expect(loadBalancers).toEqual([]);
    expect(mock.calls()).toHaveLength(3);
  });
});
