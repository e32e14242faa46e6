import type { Path } from './spec-problem.ts';
import type { DeepPartial, ListenerRuleSpec, ListenerSpec } from './spec-schema/index.ts';

/** A rule of a listener, with where it stands below the listener. */
export interface PlacedRule<Rule> {
  rule: Rule;
  /** Absent where the listener has one list for all. */
  role?: string;
  path: Path;
}

/** The rules of a listener, whether it has one list of them or one for each role. */
export const listenerRules = ({ rules }: Pick<ListenerSpec, 'rules'>): PlacedRule<ListenerRuleSpec>[] =>
  placed(rules ?? []);

/** The same of a listener of which some is wrong. */
export const partialListenerRules = (
  listener: DeepPartial<ListenerSpec> | undefined,
): PlacedRule<DeepPartial<ListenerRuleSpec> | undefined>[] => placed(listener?.rules ?? []);

const placed = <Rule>(rules: Rule[] | Record<string, Rule[] | undefined>): PlacedRule<Rule>[] => {
  if (Array.isArray(rules)) return rules.map((rule, index) => ({ rule, path: ['rules', index] }));
  return Object.entries(rules).flatMap(([role, ofRole]) =>
    (ofRole ?? []).map((rule, index) => ({ rule, role, path: ['rules', role, index] })),
  );
};
