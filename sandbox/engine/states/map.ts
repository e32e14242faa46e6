import { evaluateInput, evaluatePath, evaluateResult } from '../data-flow.ts';
import type { StateDefinition } from '../definition.ts';
import { StatesError } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Machine } from '../machine.ts';
import { runMachine } from '../run-machine.ts';
import type { Scope } from '../scope.ts';
import { type Branch, branchScope, runBranches } from './branches.ts';
import { limitSize, nextOf, type RunState, type Visit } from './visit.ts';

/** How many iterations of an inline Map run at once where the definition does not say. */
const defaultConcurrency = 40;

/** Map: one attempt; the processor runs for each item, and the result is the list of its outputs. */
export const mapState = (definition: StateDefinition, processor: Machine): RunState => {
  const { InputPath, ItemsPath, ItemSelector, Parameters, MaxConcurrency, MaxConcurrencyPath } = definition;
  const select = evaluateInput({ InputPath });
  const itemsAt = ItemsPath === undefined ? undefined : evaluatePath(ItemsPath);
  const concurrencyAt = MaxConcurrencyPath === undefined ? undefined : evaluatePath(MaxConcurrencyPath);
  const toItemInput = evaluateInput({ Parameters: ItemSelector ?? Parameters });
  const hasSelector = (ItemSelector ?? Parameters) !== undefined;
  const toOutput = evaluateResult(definition);

  const iterate =
    (visit: Visit, effective: Json, item: Json, index: number) =>
    (signal: AbortSignal): Branch => {
      const iteration = { Item: { Index: index, Value: item } };
      return {
        ...iterationEvents(branchScope(visit.scope, signal, iteration), visit, index),
        run: async (scope) => {
          const context: JsonObject = { ...visit.context, Map: iteration };
          return runMachine(processor, hasSelector ? await toItemInput(effective, context) : item, scope);
        },
      };
    };

  return async (visit) => {
    const { name, input, context, scope } = visit;
    const effective = await select(input, context);
    const items = itemsOf(itemsAt ? await itemsAt(effective, context) : effective);
    const concurrency = concurrencyAt ? concurrencyOf(await concurrencyAt(effective, context)) : (MaxConcurrency ?? 0);
    scope.record('MapStateStarted', { mapStateStartedEventDetails: { length: items.length } });
    try {
      const makeBranches = items.map((item, index) => iterate(visit, effective, item, index));
      const results = limitSize(await runBranches(scope, makeBranches, concurrency || defaultConcurrency), name);
      scope.record('MapStateSucceeded');
      return { output: await toOutput(input, context, results), next: nextOf(definition) };
    } catch (error) {
      if (error instanceof StatesError && !scope.signal.aborted) scope.record('MapStateFailed');
      throw error;
    }
  };
};

const concurrencyOf = (value: Json): number => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new StatesError(
    'States.Runtime',
    `The MaxConcurrencyPath parameter must give an integer of 0 or more, not ${JSON.stringify(value)}`,
  );
};

const itemsOf = (value: Json): Json[] => {
  if (Array.isArray(value)) return value;
  throw new StatesError(
    'States.Runtime',
    `Reference path "$" must point to array, not ${JSON.stringify(value).slice(0, 200)}`,
  );
};

const iterationEvents = (scope: Scope, { name, scope: parent }: Visit, index: number) => {
  const details = { name, index };
  return {
    scope,
    onStart: () => scope.record('MapIterationStarted', { mapIterationStartedEventDetails: details }),
    onSuccess: () => scope.record('MapIterationSucceeded', { mapIterationSucceededEventDetails: details }),
    onFailure: () => scope.record('MapIterationFailed', { mapIterationFailedEventDetails: details }),
    onAbort: () =>
      parent.run.record('MapIterationAborted', parent.lastEventId, { mapIterationAbortedEventDetails: details }),
  };
};
