import { DescribeRulesCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { isRuleBack } from '../../../../functions/clients/load-balancing/is-rule-back.ts';
import type { ServiceCall } from '../../../../functions/domain/service/plan/calls.ts';

const elb = new ElasticLoadBalancingV2Client({ region: 'us-east-1' });
const mock = mockClient(elb);
const inUse = Object.assign(new Error('in use'), { name: 'PriorityInUseException' });
const call: ServiceCall = {
  call: 'elasticloadbalancing:CreateRule',
  input: {
    ListenerArn: 'listener',
    Priority: 5,
    Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: ['a.example.com'] } }],
    Actions: [],
  },
};
const rule = (Priority: string, host: string) => ({
  Rules: [{ RuleArn: 'rule', Priority, Conditions: [{ Field: 'host-header', Values: [host] }] }],
});

beforeEach(() => {
  mock.reset();
});

describe('isRuleBack', () => {
  it.each([
    ['the rule is there', rule('5', 'A.example.com'), true],
    ['another rule has the priority', rule('5', 'b.example.com'), false],
    ['the conditions have another priority', rule('6', 'a.example.com'), false],
    ['the listener has no rule', {}, false],
  ])('tells when %s', async (_name, answer, expected) => {
    mock.on(DescribeRulesCommand).resolves(answer);
    expect(await isRuleBack(elb, call, inUse)).toBe(expected);
  });

  it('does not look for other calls or after other errors', async () => {
    const listener: ServiceCall = { call: 'elasticloadbalancing:DeleteRule', input: { RuleArn: 'rule' } };
    expect(await isRuleBack(elb, listener, inUse)).toBe(false);
    expect(await isRuleBack(elb, call, new Error('other'))).toBe(false);
    expect(mock.calls()).toHaveLength(0);
  });
});
