import { evaluateResult } from '../data-flow.ts';
import type { Catcher, StateDefinition } from '../definition.ts';
import { isMatchedBy, StatesError } from '../errors.ts';
import { countRetries } from '../retry.ts';
import { contextOf, type RunState, type Transition, type Visit } from './visit.ts';

/** Adds a state's Retry and Catch to what one attempt does. The delays pass on the world's clock. */
export const retrying = ({ Retry = [], Catch = [] }: StateDefinition, attempt: RunState): RunState => {
  const catchers = Catch.map(catcherOf);
  return async (visit) => {
    const nextDelayMs = countRetries(Retry);
    for (let retryCount = 0; ; retryCount += 1) {
      try {
        return await attempt(retryCount === 0 ? visit : retried(visit, retryCount));
      } catch (error) {
        if (!(error instanceof StatesError)) throw error;
        const delayMs = nextDelayMs(error);
        if (delayMs === undefined) return await caught(catchers, error, visit);
        await visit.scope.clock.sleep(delayMs, visit.scope.signal);
      }
    }
  };
};

const retried = (visit: Visit, retryCount: number): Visit => {
  const { EnteredTime } = visit.context['State'] as { EnteredTime: string };
  return { ...visit, context: contextOf(visit.scope, visit.name, EnteredTime, retryCount) };
};

type CompiledCatcher = Catcher & { toOutput: ReturnType<typeof evaluateResult> };

const catcherOf = (catcher: Catcher): CompiledCatcher => ({
  ...catcher,
  toOutput: evaluateResult({ ResultPath: catcher.ResultPath }),
});

const caught = async (catchers: CompiledCatcher[], error: StatesError, visit: Visit): Promise<Transition> => {
  const catcher = catchers.find(({ ErrorEquals }) => isMatchedBy(error, ErrorEquals));
  if (catcher === undefined) throw error;
  const errorOutput = { Error: error.error ?? '', Cause: error.cause ?? '' };
  return { output: await catcher.toOutput(visit.input, visit.context, errorOutput), next: catcher.Next };
};
