import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import type { StateDefinition } from './definition.ts';
import { StatesError } from './errors.ts';
import { hashOf, takeHashesOut } from './hashes.ts';
import type { Json, JsonObject } from './json.ts';
import {
  fromLibraryPath,
  inputRoot,
  resultRoot,
  toLibraryPath,
  toLibraryResultPath,
  toLibraryTemplate,
} from './paths.ts';

/** Definitions are checked before they come here; the library's own check takes 70 ms for each machine. */
const options = { validationOptions: { noValidate: true } };

export type InputFields = Pick<StateDefinition, 'InputPath' | 'Parameters' | 'OutputPath' | 'ResultPath'>;
export type ResultFields = Pick<StateDefinition, 'ResultSelector' | 'ResultPath' | 'OutputPath'>;

/** Computes one value from a state's input, its context object and, where it has one, its result. */
export type Evaluate = (input: Json, context: JsonObject, result?: Json) => Promise<Json>;

/** The same with values that stand beside these in the library's context. */
type EvaluateBeside = (input: Json, context: JsonObject, result?: Json, beside?: JsonObject) => Promise<Json>;

/** What a state makes of its input. ResultPath puts that back into the input, as in a Pass state. */
export const evaluateInput = (fields: InputFields): Evaluate => {
  const { Parameters } = fields;
  const InputPath = fields.InputPath === '$' ? undefined : fields.InputPath;
  const pass = withoutUndefined({
    InputPath: InputPath === null ? null : InputPath && toLibraryPath(InputPath),
    Parameters: Parameters && toLibraryTemplate(Parameters, InputPath === undefined ? inputRoot : undefined),
    ResultPath: toLibraryResultPath(fields.ResultPath),
    OutputPath: toLibraryOutputPath(fields.OutputPath),
  });
  if (Object.keys(pass).length === 0) return async (input) => input;
  return evaluatePass(pass);
};

/** What a state makes of its result: ResultSelector, then ResultPath into its input, then OutputPath. */
export const evaluateResult = (fields: ResultFields): Evaluate => {
  const pass = withoutUndefined({
    ResultSelector: fields.ResultSelector && toLibraryTemplate(fields.ResultSelector, resultRoot),
    ResultPath: toLibraryResultPath(fields.ResultPath),
    OutputPath: toLibraryOutputPath(fields.OutputPath),
  });
  if (Object.keys(pass).length === 0) return async (_input, _context, result = null) => result;
  return evaluatePass({ InputPath: resultRoot, ...pass });
};

/** One path or intrinsic call. */
export const evaluatePath = (path: string): Evaluate => {
  const evaluate = evaluatePass({ Parameters: { 'value.$': toLibraryPath(path, inputRoot) } });
  return async (input, context) => ((await evaluate(input, context)) as { value: Json }).value;
};

const passMachine = (fields: Record<string, unknown>): StateMachineDefinition => ({
  StartAt: 'Pass',
  States: { Pass: { Type: 'Pass', ...fields, End: true } },
});

const evaluatePass = (given: Record<string, unknown>): Evaluate => {
  const { fields, calls } = takeHashesOut(given);
  const run = runLibrary(passMachine(fields));
  if (calls.length === 0) return run;
  const { InputPath } = given;
  const hashes = calls.map(({ name, arguments: written }) => {
    // The library's own call refuses what States.Hash refuses; its value is not used.
    const Parameters = { 'checked.$': `States.Hash(${written})`, 'arguments.$': `States.Array(${written})` };
    return { name, read: runLibrary(passMachine(withoutUndefined({ InputPath, Parameters }))) };
  });
  return async (input, context, result) => {
    const Hashes: JsonObject = {};
    for (const { name, read } of hashes) {
      const called = (await read(input, context, result, { Hashes })) as { arguments: [Json, Json] };
      Hashes[name] = hashOf(called.arguments);
    }
    return run(input, context, result, { Hashes });
  };
};

/** Runs a definition without time in it through the library; what it throws becomes a StatesError. */
export const runLibrary = (definition: StateMachineDefinition): EvaluateBeside => {
  const machine = new StateMachine(definition, options);
  return async (input, context, result, beside) => {
    try {
      return await machine.run(input, { context: { Context: context, Input: input, Result: result, ...beside } })
        .result;
    } catch (error) {
      throw toStatesError(error, input);
    }
  };
};

const toStatesError = (error: unknown, input: Json): StatesError => {
  const failure = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(failure instanceof Error)) return new StatesError('States.Runtime', String(failure));
  const missing = /^Path expression '(.*)' does not point to a value$/.exec(failure.message)?.[1];
  if (missing !== undefined) {
    const path = fromLibraryPath(missing);
    return new StatesError(
      'States.Runtime',
      `The JSONPath '${path}' could not be found in the input '${JSON.stringify(input)}'`,
    );
  }
  if (failure.name !== 'States.Runtime' && failure.name.startsWith('States.')) {
    return new StatesError(failure.name, failure.message === failure.name ? undefined : failure.message);
  }
  const isPath = failure.message.startsWith('Path expression');
  return new StatesError(isPath ? 'States.Runtime' : 'States.IntrinsicFailure', failure.message);
};

const toLibraryOutputPath = (path: string | null | undefined) =>
  path === '$' ? undefined : path === null ? null : path && toLibraryPath(path);

const withoutUndefined = (fields: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
