import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import { type Evaluate, runLibrary } from './data-flow.ts';
import type { StateDefinition } from './definition.ts';
import { StatesError } from './errors.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { toLibraryPath } from './paths.ts';

const typeTests = ['IsPresent', 'IsNull', 'IsString', 'IsNumeric', 'IsBoolean', 'IsTimestamp'] as const;

/**
 * Computes the name of the state that a Choice state chooses, from its effective input.
 *
 * @throws StatesError States.NoChoiceMatched, or States.Runtime for a rule about a path that is not there
 */
export const evaluateChoices = ({ Choices = [], Default }: StateDefinition): Evaluate => {
  const targets = [...Choices.map(({ Next }) => Next), Default].filter((target) => typeof target === 'string');
  const definition = {
    StartAt: 'choose',
    States: {
      choose: { Type: 'Choice', Choices: Choices.map(toLibraryRule), ...(Default && { Default: stub(Default) }) },
      ...Object.fromEntries(targets.map((target) => [stub(target), { Type: 'Pass', Result: target, End: true }])),
    },
  };
  const choose = runLibrary(definition as unknown as StateMachineDefinition);
  return async (input, context) => {
    try {
      return await choose(input, context);
    } catch (error) {
      throw inChoiceWords(error);
    }
  };
};

/** Ends the library's run with the name of the chosen state; the prefix keeps it apart from `choose`. */
const stub = (target: string): string => `to ${target}`;

const inChoiceWords = (error: unknown): unknown => {
  if (!(error instanceof StatesError)) return error;
  if (error.error === 'States.NoChoiceMatched') {
    return new StatesError(
      error.error,
      'Failed to transition out of the state. The state does not point to a next state.',
    );
  }
  const path = /^The JSONPath '(.*)' could not be found/.exec(error.cause ?? '')?.[1];
  if (path === undefined) return error;
  return new StatesError(
    error.error,
    `Invalid path '${path}': The choice state's condition path references an invalid value.`,
  );
};

const toLibraryRule = (rule: JsonObject): JsonObject => {
  const { Next, ...condition } = rule;
  return { ...toLibraryCondition(condition), ...(typeof Next === 'string' && { Next: stub(Next) }) };
};

const toLibraryCondition = (condition: JsonObject): JsonObject => {
  const rewritten = Object.fromEntries(
    Object.entries(condition)
      .filter(([key]) => key !== 'Comment')
      .map(([key, value]) => [key, toLibraryOperand(key, value)]),
  );
  // The library never matches `IsPresent: false` and the like.
  const negated = typeTests.find((test) => condition[test] === false);
  if (negated) return { Not: { Variable: rewritten['Variable'] ?? null, [negated]: true } };
  return withTypeGuard(rewritten);
};

const toLibraryOperand = (key: string, value: Json): Json => {
  if (key === 'And' || key === 'Or') {
    return Array.isArray(value) ? value.map((item) => (isObject(item) ? toLibraryCondition(item) : item)) : value;
  }
  if (key === 'Not') return isObject(value) ? toLibraryCondition(value) : value;
  return (key === 'Variable' || key.endsWith('Path')) && typeof value === 'string' ? toLibraryPath(value) : value;
};

/** A comparison with a value of another type does not match; the library would compare as JavaScript does. */
const withTypeGuard = (condition: JsonObject): JsonObject => {
  const Variable = condition['Variable'];
  const comparison = Object.keys(condition).find((key) =>
    /^(String|Numeric|Timestamp)(Less|Greater|Match|Equals)/.test(key),
  );
  const type = comparison && /^(String|Numeric|Timestamp)/.exec(comparison)?.[1];
  if (Variable === undefined || !type) return condition;
  return { And: [{ Variable, [`Is${type}`]: true }, condition] };
};
