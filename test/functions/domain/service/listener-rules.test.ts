import { describe, expect, it } from '@jest/globals';
import { listenerRules } from '../../../../functions/domain/service/listener-rules.ts';
import type { ListenerRuleSpec } from '../../../../functions/domain/service/spec-schema/index.ts';

const ruleTo = (targetGroupName: string): ListenerRuleSpec => ({
  placement: 'end',
  conditions: [{ Field: 'path-pattern', Values: ['/'] }],
  action: { type: 'forward', targetGroupName },
});

describe('listenerRules', () => {
  it('places the rules of one list', () => {
    const rules = [ruleTo('a'), ruleTo('b')];
    expect(listenerRules({ rules })).toEqual([
      { rule: rules[0], path: ['rules', 0] },
      { rule: rules[1], path: ['rules', 1] },
    ]);
  });

  it('places the rules of each role', () => {
    const [a, b] = [ruleTo('a'), ruleTo('b')];
    expect(listenerRules({ rules: { active: [a], standby: [b] } })).toEqual([
      { rule: a, role: 'active', path: ['rules', 'active', 0] },
      { rule: b, role: 'standby', path: ['rules', 'standby', 0] },
    ]);
  });

  it('finds none where a listener has none', () => {
    expect(listenerRules({})).toEqual([]);
  });
});
