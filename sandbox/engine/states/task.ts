import { evaluateInput, evaluatePath, evaluateResult } from '../data-flow.ts';
import type { StateDefinition } from '../definition.ts';
import { EndedError, StatesError } from '../errors.ts';
import { integrationOf } from '../integrations/index.ts';
import type { Integration } from '../integrations/integration.ts';
import type { Json } from '../json.ts';
import type { Scope } from '../scope.ts';
import type { TokenWaiter } from '../task-tokens.ts';
import { taskEvents } from './task-events.ts';
import { limitSize, nextOf, type RunState, type Visit } from './visit.ts';

interface Limits {
  timeoutSeconds: number | undefined;
  heartbeatSeconds: number | undefined;
}

/** Task: one attempt. Parameters, and with them the task token, are made anew for each. */
export const taskState = (definition: StateDefinition): RunState => {
  const integration = integrationOf(definition.Resource ?? '');
  if (integration === undefined) throw new Error(`the Resource ${definition.Resource} was not checked`);
  const toParameters = evaluateInput({ InputPath: definition.InputPath, Parameters: definition.Parameters });
  const limitsOf = evaluateLimits(definition);
  const toOutput = evaluateResult(definition);
  return async (visit) => {
    const waiter = integration.waitsForToken && visit.scope.run.ports.tokens.create();
    const context = waiter ? { ...visit.context, Task: { Token: waiter.token } } : visit.context;
    try {
      const parameters = await toParameters(visit.input, context);
      const limits = await limitsOf({ ...visit, context });
      const result = limitSize(await attempt(integration, parameters, limits, visit.scope, waiter), visit.name);
      return { output: await toOutput(visit.input, context, result), next: nextOf(definition) };
    } finally {
      waiter?.close();
    }
  };
};

const evaluateLimits = (definition: StateDefinition) => {
  const { TimeoutSeconds, TimeoutSecondsPath, HeartbeatSeconds, HeartbeatSecondsPath } = definition;
  const timeoutAt = TimeoutSecondsPath === undefined ? undefined : evaluatePath(TimeoutSecondsPath);
  const heartbeatAt = HeartbeatSecondsPath === undefined ? undefined : evaluatePath(HeartbeatSecondsPath);
  return async ({ input, context }: Visit): Promise<Limits> => ({
    timeoutSeconds: timeoutAt ? secondsOf(await timeoutAt(input, context), 'TimeoutSecondsPath') : TimeoutSeconds,
    heartbeatSeconds: heartbeatAt
      ? secondsOf(await heartbeatAt(input, context), 'HeartbeatSecondsPath')
      : HeartbeatSeconds,
  });
};

const secondsOf = (value: Json, field: string): number => {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw new StatesError(
    'States.Runtime',
    `The ${field} parameter must give a positive integer, not ${JSON.stringify(value)}`,
  );
};

const attempt = async (
  integration: Integration,
  parameters: Json,
  limits: Limits,
  scope: Scope,
  waiter: TokenWaiter | undefined,
): Promise<Json> => {
  const events = taskEvents(integration, scope);
  events.scheduled(parameters, limits);
  events.started();
  const work = new AbortController();
  try {
    const answer = integration.run(parameters, {
      ports: scope.run.ports,
      signal: AbortSignal.any([scope.signal, work.signal]),
      submitted: events.submitted,
    });
    const result = waiter ? afterToken(answer, waiter, events.submitted) : answer;
    const output = await within(limits, scope, result, waiter);
    events.succeeded(output);
    return output;
  } catch (error) {
    if (error instanceof StatesError && !scope.signal.aborted) events.failed(error);
    throw error;
  } finally {
    work.abort();
  }
};

/** Takes the result that comes with the token, unless the request itself failed. */
const afterToken = async (answer: Promise<Json>, waiter: TokenWaiter, submitted: (output: Json) => void) => {
  submitted(await answer);
  return waiter.result;
};

/** Lets a Task's work lose against its time limit, its heartbeat and the end of its execution. */
const within = (
  { timeoutSeconds, heartbeatSeconds }: Limits,
  scope: Scope,
  work: Promise<Json>,
  waiter: TokenWaiter | undefined,
): Promise<Json> => {
  const { promise, resolve, reject } = Promise.withResolvers<Json>();
  const timeOut = (aliases: string[]) => () => reject(new StatesError('States.Timeout', undefined, aliases));
  const onAbort = () => reject(new EndedError('the execution ended during a Task'));
  let stopHeartbeat = () => {};
  const awaitHeartbeat = () => {
    stopHeartbeat();
    if (heartbeatSeconds === undefined) return;
    stopHeartbeat = scope.clock.after(heartbeatSeconds * 1_000, timeOut(['States.HeartbeatTimeout']));
  };
  const stopTimeout = timeoutSeconds === undefined ? () => {} : scope.clock.after(timeoutSeconds * 1_000, timeOut([]));
  awaitHeartbeat();
  if (waiter) waiter.onHeartbeat = awaitHeartbeat;
  scope.signal.addEventListener('abort', onAbort, { once: true });
  if (scope.signal.aborted) onAbort();
  work.then(resolve, reject);
  return promise.finally(() => {
    stopTimeout();
    stopHeartbeat();
    if (waiter) waiter.onHeartbeat = () => {};
    scope.signal.removeEventListener('abort', onAbort);
  });
};
