import type { HistoryEventType } from '@aws-sdk/client-sfn';
import { StatesError } from './errors.ts';
import { inputDetails, outputDetails } from './history.ts';
import { type Json, toText } from './json.ts';
import type { Machine } from './machine.ts';
import type { Scope } from './scope.ts';
import { contextOf, limitSize, type Transition, type Visit } from './states/visit.ts';

/**
 * Takes one line of states from its first to its last and records each.
 *
 * @returns the last state's output
 * @throws StatesError when a state fails and does not catch it; EndedError when the line was ended from outside
 */
export const runMachine = async (machine: Machine, input: Json, scope: Scope): Promise<Json> => {
  let name: string | undefined = machine.startAt;
  let output = input;
  while (name !== undefined) {
    await scope.run.breathe();
    ({ output, next: name } = await visitState(machine, name, output, scope));
  }
  return output;
};

const visitState = async (machine: Machine, name: string, input: Json, scope: Scope): Promise<Transition> => {
  const state = machine.states.get(name);
  if (state === undefined) throw new Error(`the state ${name} was not checked`);
  const { type, run } = state;
  scope.current = { name, type };
  const enteredAt = new Date(scope.clock.now()).toISOString();
  const enteredEventId = scope.record(`${type}StateEntered` as HistoryEventType, {
    stateEnteredEventDetails: { name, ...inputDetails(toText(input)) },
  });
  const visit: Visit = { name, input, scope, enteredEventId, context: contextOf(scope, name, enteredAt, 0) };
  const transition = await run(visit).catch((error: unknown) => {
    throw located(error, visit);
  });
  limitSize(transition.output, name);
  scope.record(`${type}StateExited` as HistoryEventType, {
    stateExitedEventDetails: { name, ...outputDetails(toText(transition.output)) },
  });
  return transition;
};

/** What went wrong in the machine itself is told with the place, as the console shows it. */
const located = (error: unknown, { name, enteredEventId }: Visit): unknown => {
  if (!(error instanceof StatesError) || !engineErrors.has(error.error ?? '')) return error;
  if (error.cause === undefined || error.cause.startsWith('An error occurred while executing')) return error;
  return new StatesError(
    error.error,
    `An error occurred while executing the state '${name}' (entered at the event id #${enteredEventId}). ${error.cause}`,
  );
};

const engineErrors = new Set([
  'States.Runtime',
  'States.IntrinsicFailure',
  'States.NoChoiceMatched',
  'States.ResultPathMatchFailure',
]);
