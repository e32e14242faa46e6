import { evaluateInput, evaluatePath } from '../data-flow.ts';
import type { StateDefinition } from '../definition.ts';
import { StatesError } from '../errors.ts';
import type { Json } from '../json.ts';
import { nextOf, type RunState } from './visit.ts';

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Wait: sleeps on the world's clock. */
export const waitState = (definition: StateDefinition): RunState => {
  const select = evaluateInput({ InputPath: definition.InputPath });
  const toOutput = evaluateInput({ OutputPath: definition.OutputPath });
  const { Seconds, Timestamp, SecondsPath, TimestampPath } = definition;
  const at = SecondsPath ?? TimestampPath;
  const evaluate = at === undefined ? undefined : evaluatePath(at);
  return async ({ input, context, scope }) => {
    const effective = await select(input, context);
    const value = evaluate ? await evaluate(effective, context) : (Seconds ?? Timestamp ?? 0);
    const isTimestamp = Timestamp !== undefined || TimestampPath !== undefined;
    const delayMs = isTimestamp ? untilTimestamp(value, scope.clock.now()) : secondsToMs(value);
    if (delayMs > 0) await scope.clock.sleep(delayMs, scope.signal);
    return { output: await toOutput(effective, context), next: nextOf(definition) };
  };
};

const secondsToMs = (value: Json): number => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 99_999_999) return value * 1_000;
  throw new StatesError(
    'States.Runtime',
    `The SecondsPath parameter must give an integer from 0 to 99999999, not ${JSON.stringify(value)}`,
  );
};

const untilTimestamp = (value: Json, now: number): number => {
  if (typeof value === 'string' && rfc3339.test(value)) return Date.parse(value) - now;
  throw new StatesError(
    'States.Runtime',
    `The TimestampPath parameter must give an RFC 3339 timestamp, not ${JSON.stringify(value)}`,
  );
};
