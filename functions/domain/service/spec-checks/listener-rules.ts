import { partialListenerRules } from '../listener-rules.ts';
import { fail, type LocatedProblem, type Path } from '../spec-problem.ts';
import type { DeepPartial, ListenerRuleSpec, PartialSpec } from '../spec-schema/index.ts';
import { repeats } from './repeats.ts';

type Condition = NonNullable<NonNullable<DeepPartial<ListenerRuleSpec>['conditions']>[number]>;

const configOf = {
  'host-header': 'HostHeaderConfig',
  'path-pattern': 'PathPatternConfig',
  'http-header': 'HttpHeaderConfig',
  'http-request-method': 'HttpRequestMethodConfig',
  'query-string': 'QueryStringConfig',
  'source-ip': 'SourceIpConfig',
} as const;

/** Fields whose values ELB also takes beside `Field`, without a config. */
const plainFields: readonly string[] = ['host-header', 'path-pattern'];

interface Values {
  Values?: unknown[] | undefined;
  RegexValues?: unknown[] | undefined;
}

/** A condition without values is the default rule's, which belongs to the listener's owner. */
const checkCondition = (condition: Condition | undefined, path: Path): LocatedProblem[] => {
  const { Field } = condition ?? {};
  if (!condition || !Field) return [];
  const config: Values | undefined = condition[configOf[Field]];
  const mayBePlain = plainFields.includes(Field);
  const hasValues = (values: Values | undefined) => Boolean(values?.Values?.length || values?.RegexValues?.length);
  if (hasValues(config) || (mayBePlain && hasValues(condition))) return [];
  return [fail(path, `${configOf[Field]}${mayBePlain ? ' or Values' : ''} with at least one value`)];
};

/** Conditions as a text that is the same for two rules that match the same requests. */
const conditionsKey = (rule: DeepPartial<ListenerRuleSpec> | undefined): string | undefined => {
  if (!rule?.conditions?.length) return undefined;
  const inWords = rule.conditions.map((condition) => {
    const { Field = 'host-header', ...plain } = condition ?? {};
    const config = plain[configOf[Field]] ?? plain;
    const sorted = Object.entries(config)
      .filter(([key]) => key === 'HttpHeaderName' || key.endsWith('Values'))
      .map(([key, values]) => [
        key,
        Array.isArray(values) ? values.map((value) => JSON.stringify(value)).toSorted() : values,
      ])
      .toSorted();
    return JSON.stringify([Field, sorted]);
  });
  return inWords.toSorted().join('\n');
};

/** Conditions of rules, and rules of one listener that match the same requests. */
export const checkListenerRules = (spec: PartialSpec): LocatedProblem[] =>
  (spec.aws?.elb?.loadBalancers ?? []).flatMap((balancer, index) =>
    (balancer?.listeners ?? []).flatMap((listener, at) => {
      const path = ['aws', 'elb', 'loadBalancers', index, 'listeners', at];
      const rules = partialListenerRules(listener);
      return [
        ...rules.flatMap(({ rule, path: place }) =>
          (rule?.conditions ?? []).flatMap((condition, number) =>
            checkCondition(condition, [...path, ...place, 'conditions', number]),
          ),
        ),
        // Roles take turns on a listener: only within one are equal conditions a mistake.
        ...repeats(rules, ({ rule, role }) => {
          const key = conditionsKey(rule);
          return key && `${role ?? ''}\n${key}`;
        }).map(({ index: repeated }) =>
          fail(
            [...path, ...(rules[repeated]?.path ?? []), 'conditions'],
            'conditions that no earlier rule of the listener has',
          ),
        ),
      ];
    }),
  );
