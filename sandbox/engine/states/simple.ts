import { evaluateChoices } from '../choices.ts';
import { evaluateInput, evaluatePath, evaluateResult } from '../data-flow.ts';
import type { StateDefinition } from '../definition.ts';
import { StatesError } from '../errors.ts';
import { nextOf, type RunState } from './visit.ts';

/** Pass: its Result, or its input through Parameters. */
export const passState = (definition: StateDefinition): RunState => {
  const next = nextOf(definition);
  const { Result } = definition;
  if (Result === undefined) {
    const evaluate = evaluateInput(definition);
    return async ({ input, context }) => ({ output: await evaluate(input, context), next });
  }
  const evaluate = evaluateResult({ ResultPath: definition.ResultPath, OutputPath: definition.OutputPath });
  return async ({ input, context }) => ({ output: await evaluate(input, context, Result), next });
};

/** Succeed: ends the line. */
export const succeedState = ({ InputPath, OutputPath }: StateDefinition): RunState => {
  const evaluate = evaluateInput({ InputPath, OutputPath });
  return async ({ input, context }) => ({ output: await evaluate(input, context), next: undefined });
};

/** Choice: its rules see the input through InputPath. */
export const choiceState = (definition: StateDefinition): RunState => {
  const select = evaluateInput({ InputPath: definition.InputPath });
  const toOutput = evaluateInput({ OutputPath: definition.OutputPath });
  const choose = evaluateChoices(definition);
  return async ({ input, context }) => {
    const effective = await select(input, context);
    const next = await choose(effective, context);
    return { output: await toOutput(effective, context), next: String(next) };
  };
};

/** Fail: raises its Error and Cause; both may be paths or intrinsic calls. */
export const failState = ({ Error: error, ErrorPath, Cause, CausePath }: StateDefinition): RunState => {
  const [errorAt, causeAt] = [ErrorPath, CausePath].map((path) => (path ? evaluatePath(path) : undefined));
  return async ({ input, context }) => {
    throw new StatesError(
      errorAt ? textOf(await errorAt(input, context), 'ErrorPath') : error,
      causeAt ? textOf(await causeAt(input, context), 'CausePath') : Cause,
    );
  };
};

const textOf = (value: unknown, field: string): string => {
  if (typeof value === 'string') return value;
  throw new StatesError(
    'States.Runtime',
    `The ${field} of a Fail state must give a string, not ${JSON.stringify(value)}`,
  );
};
