import type { StatesError } from '../errors.ts';
import { inputDetails, outputDetails } from '../history.ts';
import type { Integration } from '../integrations/integration.ts';
import { type Json, toText } from '../json.ts';
import type { Scope } from '../scope.ts';

interface Limits {
  timeoutSeconds: number | undefined;
  heartbeatSeconds: number | undefined;
}

/** The history events of one attempt of a Task, in the order in which they may be recorded. */
export interface TaskEvents {
  scheduled(parameters: Json, limits: Limits): void;
  started(): void;
  submitted(output: Json): void;
  succeeded(output: Json): void;
  failed(error: StatesError): void;
}

/** Task… events for a service integration, LambdaFunction… events where the Resource is a function's ARN. */
export const taskEvents = (integration: Integration, scope: Scope): TaskEvents =>
  integration.isFunctionArn ? functionEvents(integration, scope) : serviceEvents(integration, scope);

const serviceEvents = ({ resourceType, resource }: Integration, scope: Scope): TaskEvents => {
  const task = { resourceType, resource };
  return {
    scheduled: (parameters, limits) =>
      scope.record('TaskScheduled', {
        taskScheduledEventDetails: {
          ...task,
          region: scope.run.ports.region,
          parameters: toText(parameters),
          ...inHistoryWords(limits),
        },
      }),
    started: () => scope.record('TaskStarted', { taskStartedEventDetails: task }),
    submitted: (output) =>
      scope.record('TaskSubmitted', { taskSubmittedEventDetails: { ...task, ...outputDetails(toText(output)) } }),
    succeeded: (output) =>
      scope.record('TaskSucceeded', { taskSucceededEventDetails: { ...task, ...outputDetails(toText(output)) } }),
    failed: ({ error, cause }) =>
      error === 'States.Timeout'
        ? scope.record('TaskTimedOut', { taskTimedOutEventDetails: { ...task, error, cause } })
        : scope.record('TaskFailed', { taskFailedEventDetails: { ...task, error, cause } }),
  };
};

const functionEvents = ({ resource }: Integration, scope: Scope): TaskEvents => ({
  scheduled: (input, limits) =>
    scope.record('LambdaFunctionScheduled', {
      lambdaFunctionScheduledEventDetails: {
        resource,
        ...inputDetails(toText(input)),
        ...(limits.timeoutSeconds !== undefined && { timeoutInSeconds: limits.timeoutSeconds }),
      },
    }),
  started: () => scope.record('LambdaFunctionStarted'),
  submitted: () => {},
  succeeded: (output) =>
    scope.record('LambdaFunctionSucceeded', { lambdaFunctionSucceededEventDetails: outputDetails(toText(output)) }),
  failed: ({ error, cause }) =>
    error === 'States.Timeout'
      ? scope.record('LambdaFunctionTimedOut', { lambdaFunctionTimedOutEventDetails: { error, cause } })
      : scope.record('LambdaFunctionFailed', { lambdaFunctionFailedEventDetails: { error, cause } }),
});

const inHistoryWords = ({ timeoutSeconds, heartbeatSeconds }: Limits) => ({
  ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
  ...(heartbeatSeconds !== undefined && { heartbeatInSeconds: heartbeatSeconds }),
});
