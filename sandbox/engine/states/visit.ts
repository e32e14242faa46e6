import type { StateDefinition } from '../definition.ts';
import { StatesError } from '../errors.ts';
import { isTooLarge, type Json, type JsonObject, toText } from '../json.ts';
import type { Scope } from '../scope.ts';

/** One passage of an execution through a state. */
export interface Visit {
  name: string;
  input: Json;
  scope: Scope;
  enteredEventId: number;
  /** The context object, `$$`. */
  context: JsonObject;
}

/** Where a state leads: its output and the next state, or none at the end of the line. */
export interface Transition {
  output: Json;
  next: string | undefined;
}

/** Runs a state. Throws StatesError where the state fails and nothing in it catches that. */
export type RunState = (visit: Visit) => Promise<Transition>;

export const nextOf = (definition: StateDefinition): string | undefined =>
  definition.End ? undefined : definition.Next;

/** @throws StatesError States.DataLimitExceeded when a value is larger than Step Functions carries */
export const limitSize = (value: Json, name: string): Json => {
  if (!isTooLarge(toText(value))) return value;
  throw new StatesError(
    'States.DataLimitExceeded',
    `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
};

/** The context object of a state that is entered, or retried. */
export const contextOf = (scope: Scope, name: string, enteredAt: string, retryCount: number): JsonObject => ({
  ...scope.run.context,
  ...(scope.map && { Map: scope.map }),
  State: { Name: name, EnteredTime: enteredAt, RetryCount: retryCount },
});
