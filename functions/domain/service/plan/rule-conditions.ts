import type { QueryStringKeyValuePair, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';

/** A condition as a rule of a spec or of AWS has it. */
export type Condition = RuleCondition;

interface Values {
  Values?: (string | QueryStringKeyValuePair)[] | undefined;
  RegexValues?: string[] | undefined;
}

const configOf = (condition: Condition): Values | undefined => {
  switch (condition.Field) {
    case 'host-header':
      return condition.HostHeaderConfig;
    case 'path-pattern':
      return condition.PathPatternConfig;
    case 'http-header':
      return condition.HttpHeaderConfig;
    case 'http-request-method':
      return condition.HttpRequestMethodConfig;
    case 'query-string':
      return condition.QueryStringConfig;
    case 'source-ip':
      return condition.SourceIpConfig;
    default:
      return undefined;
  }
};

/** Fields that ELB compares without regard to case; a method and a path are compared as they stand. */
const caseless: readonly (string | undefined)[] = ['host-header', 'http-header', 'query-string', 'source-ip'];

const textOf = (value: string | QueryStringKeyValuePair): string => {
  if (typeof value === 'string') return value;
  return value.Key ? `${value.Key}=${value.Value ?? ''}` : (value.Value ?? '');
};

/** Tells a pair from a value that looks like one. */
const keyOf = (value: string | QueryStringKeyValuePair): string =>
  typeof value === 'string' ? value : JSON.stringify([value.Key ?? '', value.Value ?? '']);

/** Values of a condition in either of its forms, which AWS gives both of. */
const valuesOf = (condition: Condition, written = textOf): { values: string[]; patterns: string[] } => {
  const config = configOf(condition);
  return {
    values: [...(condition.Values ?? []), ...(config?.Values ?? [])].map(written),
    patterns: [...(condition.RegexValues ?? []), ...(config?.RegexValues ?? [])],
  };
};

const unique = (texts: string[]): string[] => [...new Set(texts)].toSorted();

const conditionKey = (condition: Condition): string | undefined => {
  const { values, patterns } = valuesOf(condition, keyOf);
  if (values.length + patterns.length === 0) return undefined;
  const compared = caseless.includes(condition.Field) ? values.map((value) => value.toLowerCase()) : values;
  const header = condition.HttpHeaderConfig?.HttpHeaderName?.toLowerCase() ?? null;
  return JSON.stringify([condition.Field, header, unique(compared), unique(patterns)]);
};

/**
 * Conditions as a text that is the same for two rules that ELB sends the same requests: in whatever order and form they are
 * written, by ELB's own rules of case.
 *
 * @returns undefined for conditions without values, such as the default rule's: they match no rule
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html
 */
export const conditionsKey = (conditions: readonly Condition[]): string | undefined => {
  const keys = conditions.map(conditionKey);
  if (keys.length === 0 || keys.includes(undefined)) return undefined;
  return unique(keys.map(String)).join('\n');
};

/** Conditions for people: `host-header=hello.example.com path-pattern=/a,/b`. */
export const conditionsInWords = (conditions: readonly Condition[]): string =>
  conditions
    .map((condition) => {
      const { values, patterns } = valuesOf(condition);
      const header = condition.HttpHeaderConfig?.HttpHeaderName;
      const field = header ? `${condition.Field}:${header}` : condition.Field;
      return `${field}=${[...unique(values), ...unique(patterns).map((pattern) => `~${pattern}`)].join(',')}`;
    })
    .toSorted()
    .join(' ');

/** AWS shows a condition in both of its forms and takes it in one. */
export const restoredCondition = ({ Values, RegexValues, ...condition }: Condition): Condition =>
  condition.HostHeaderConfig || condition.PathPatternConfig || condition.HttpHeaderConfig
    ? condition
    : { ...condition, ...(Values ? { Values } : {}), ...(RegexValues ? { RegexValues } : {}) };
