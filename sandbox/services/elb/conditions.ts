import { isIP } from 'node:net';
import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { validationError } from './errors.ts';
import { limits } from './limits.ts';

type Config = { Values?: unknown[] | undefined; RegexValues?: string[] | undefined } | undefined;

/** A field of conditions: the member that configures it, and what a value of it must be. */
interface Field {
  config: keyof RuleCondition & `${string}Config`;
  /** Whether the plain Values may stand for the configuration, as in the API's first version. */
  hasPlainValues?: true;
  /** Whether values may be regular expressions. */
  hasRegexValues?: true;
  /** Whether a rule may have several conditions of it. */
  isRepeatable?: true;
  longest: number;
  pattern: RegExp;
}

const longestHeaderName = 40;

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html */
const fields: Record<string, Field> = {
  'host-header': {
    config: 'HostHeaderConfig',
    hasPlainValues: true,
    hasRegexValues: true,
    longest: 128,
    pattern: /^[A-Za-z0-9.*?:-]+$/,
  },
  'path-pattern': {
    config: 'PathPatternConfig',
    hasPlainValues: true,
    hasRegexValues: true,
    longest: 128,
    pattern: /^[\w\-.$/~"'@:+&*?;]+$/,
  },
  'http-header': {
    config: 'HttpHeaderConfig',
    hasRegexValues: true,
    isRepeatable: true,
    longest: 128,
    pattern: /^[\x20-\x7e]+$/,
  },
  'http-request-method': { config: 'HttpRequestMethodConfig', longest: 40, pattern: /^[A-Z_-]+$/ },
  'query-string': { config: 'QueryStringConfig', isRepeatable: true, longest: 128, pattern: /^[\x20-\x7e]+$/ },
  'source-ip': { config: 'SourceIpConfig', longest: 43, pattern: /^[\da-fA-F.:]+\/\d+$/ },
};

const fieldOf = (name: string | undefined): Field => {
  if (!name) throw validationError('A condition field must be specified');
  const field = fields[name];
  if (!field) throw validationError(`Condition field '${name}' must be one of '[${Object.keys(fields).join(', ')}]'`);
  return field;
};

/** Keys of the configurations that a condition has beside its own. */
const strangers = (condition: RuleCondition, own: string): string[] =>
  Object.values(fields)
    .map(({ config }) => config)
    .filter((config) => config !== own && condition[config] !== undefined);

/** The regular expressions of a condition from both of its forms. */
const regexValuesOf = (condition: RuleCondition, { config }: Field): string[] => [
  ...(condition.RegexValues ?? []),
  ...((condition[config] as Config)?.RegexValues ?? []),
];

/** The values of a condition from either of its two forms. */
const valuesOf = (condition: RuleCondition, field: Field): unknown[] => {
  const { config, hasPlainValues, hasRegexValues } = field;
  const { Field: name, Values } = condition;
  const configured = condition[config] as Config;
  const regexValues = regexValuesOf(condition, field);
  const [stranger] = strangers(condition, config);
  if (stranger) throw validationError(`The '${stranger}' field is not compatible with '${name}'`);
  if (Values && !hasPlainValues) throw validationError(`The 'Values' field is not compatible with '${name}'`);
  if (Values && configured) {
    throw validationError(`You cannot provide both Values and '${config}' for a condition of type '${name}'`);
  }
  if (!hasPlainValues && !configured && regexValues.length === 0)
    throw validationError(`A '${config}' must be specified with '${name}'`);
  if (regexValues.length > 0 && !hasRegexValues) {
    throw validationError(`The 'RegexValues' field is not compatible with '${name}'`);
  }
  const values = Values ?? configured?.Values ?? [];
  if (values.length + regexValues.length === 0) throw validationError('A condition value must be specified');
  return values;
};

const checkText = (name: string, { longest, pattern }: Field, text: string): void => {
  if (text === '') throw validationError('A condition value cannot be empty');
  if (text.length > longest) throw validationError(`The '${name}' value is too long; the limit is '${longest}'`);
  if (!pattern.test(text)) throw validationError(`The '${name}' value '${text}' contains invalid characters`);
};

const checkCidr = (text: string): void => {
  const [address = '', length] = text.split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  if (isIP(address) === 0 || length === undefined || Number(length) > bits) {
    throw validationError(`The source IP value '${text}' is not a valid CIDR block`);
  }
};

const checkQuery = (field: Field, value: unknown): string[] => {
  const { Key = '', Value = '' } = value as { Key?: string; Value?: string };
  if (Value === '') throw validationError("A 'Value' must be specified in 'QueryStringKeyValuePair'");
  for (const text of Key === '' ? [Value] : [Key, Value]) checkText('query-string', field, text);
  return [Key, Value];
};

/** Checks the values of one condition. @returns their texts, in which wildcards are counted */
const checkValues = (condition: RuleCondition): string[] => {
  const { Field: name = '', HttpHeaderConfig } = condition;
  const field = fieldOf(name);
  const values = valuesOf(condition, field);
  if (name === 'query-string') return values.flatMap((value) => checkQuery(field, value));
  const header = HttpHeaderConfig?.HttpHeaderName ?? '';
  if (name === 'http-header' && !/^[!#-'*+.^`|~\w-]+$/.test(header)) {
    throw validationError(`The 'HttpHeaderName' value '${header}' is not a valid header name`);
  }
  if (header.length > longestHeaderName) {
    throw validationError(`The 'HttpHeaderName' value is too long; the limit is '${longestHeaderName}'`);
  }
  const texts = values.map(String);
  for (const text of regexValuesOf(condition, field)) {
    if (text === '') throw validationError('A condition value cannot be empty');
    if (text.length > field.longest) {
      throw validationError(`The '${name}' value is too long; the limit is '${field.longest}'`);
    }
  }
  for (const text of texts) {
    checkText(name, field, text);
    if (name === 'source-ip') checkCidr(text);
  }
  return name === 'http-request-method' || name === 'source-ip' ? [] : texts;
};

const countOf = (condition: RuleCondition): number => {
  const field = fieldOf(condition.Field);
  const configured = condition[field.config] as Config;
  return (condition.Values ?? configured?.Values ?? []).length + regexValuesOf(condition, field).length;
};

const checkCounts = (conditions: RuleCondition[], wildcards: number): void => {
  const values = conditions.reduce((sum, condition) => sum + countOf(condition), 0);
  const mostValues = limits['condition-values-per-alb-rule'];
  const mostWildcards = limits['condition-wildcards-per-alb-rule'];
  if (values > mostValues) throw validationError(`A rule can only have '${mostValues}' condition values`);
  if (wildcards > mostWildcards) throw validationError(`A rule can only have '${mostWildcards}' condition wildcards`);
};

/** As AWS describes it: plain Values and configuration say the same. */
const described = (condition: RuleCondition): RuleCondition => {
  const { config, hasPlainValues } = fieldOf(condition.Field);
  const Values = condition.Values ?? (condition[config] as { Values?: string[] } | undefined)?.Values;
  return hasPlainValues && Values ? { ...condition, Values, [config]: { ...condition[config], Values } } : condition;
};

/**
 * Applies AWS's rules for the conditions of a rule.
 *
 * @returns the conditions as AWS describes them
 * @throws AwsError ValidationError
 */
export const checkConditions = (conditions: RuleCondition[]): RuleCondition[] => {
  if (conditions.length === 0) throw validationError('A condition must be specified');
  const seen = new Set<string>();
  for (const { Field: name = '' } of conditions) {
    if (seen.has(name) && !fieldOf(name).isRepeatable) {
      throw validationError(`A rule can only have one '${name}' condition`);
    }
    seen.add(name);
  }
  const texts = conditions.flatMap(checkValues);
  checkCounts(conditions, texts.join('').match(/[*?]/g)?.length ?? 0);
  return conditions.map(described);
};
