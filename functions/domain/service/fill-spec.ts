import { collapseSpec, isTooDeep } from './collapse-spec.ts';
import type { SpecChoice } from './resolve-spec.ts';
import { fail, isJsonObject, jsonPath, type SpecProblem } from './spec-problem.ts';
import { fillVariables, type UnfilledVariable, unescapeVariables, unfilledVariables } from './spec-variables.ts';

/** Which environment of a spec, and what stands for its variables. */
export interface FillChoice extends SpecChoice {
  variables?: Readonly<Record<string, string>>;
}

/** A spec whose variables are filled as far as they have values. */
export interface FilledSpec {
  /** The document as it is deployed; what was given where that is no JSON object. */
  document: unknown;
  /** The same in which escaped variables still are, so that it means the same when it is read once more. */
  escaped: unknown;
  /** What the chosen environment lacks a value for, outside of the verification. */
  problems: SpecProblem[];
  /** Names that the verification lacks a value for. */
  missingVariables: string[];
}

/** Sections that no step reads; what stands in them is for others. */
const unread = ['deploy', '$schema'];

const parsed = (given: unknown): unknown => {
  if (typeof given !== 'string') return given;
  try {
    return JSON.parse(given);
  } catch {
    return given;
  }
};

const isOfVerification = ({ path }: UnfilledVariable): boolean => path[0] === 'verification';

const problemOf = ({ path, name }: UnfilledVariable): SpecProblem => {
  const remedy = `give variables.${name}, or write $\${${name}} where that text is meant`;
  const message = `no value for \${${name}}: ${remedy}`;
  return { ...fail(path, message), path: jsonPath(path) };
};

/**
 * Puts variables into a spec, environment by environment, and tells which the chosen one still lacks.
 *
 * @param given the JSON text, or what it holds
 */
export const fillSpec = (given: unknown, { environment, contexts = [], variables = {} }: FillChoice): FilledSpec => {
  const read = parsed(given);
  if (!isJsonObject(read) || isTooDeep(read)) {
    return { document: given, escaped: given, problems: [], missingVariables: [] };
  }
  const escaped = fillVariables(read, variables);
  const { value } = collapseSpec(escaped, [environment, ...contexts]);
  const left = unfilledVariables(value).filter(({ path: [section] }) => !unread.includes(String(section)));
  return {
    document: unescapeVariables(escaped),
    escaped,
    problems: left.filter((variable) => !isOfVerification(variable)).map(problemOf),
    missingVariables: [...new Set(left.filter(isOfVerification).map(({ name }) => name))],
  };
};

/** A filled spec's problems before those of its fields: that a value is missing is the reason why it fits no pattern. */
export const withUnfilled = (unfilled: readonly SpecProblem[], problems: readonly SpecProblem[]): SpecProblem[] => {
  const paths = new Set(unfilled.map(({ path }) => path));
  return [...unfilled, ...problems.filter(({ path }) => !paths.has(path))];
};
