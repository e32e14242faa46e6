import { randomUUID } from 'node:crypto';
import { AwsError } from '../../service.ts';
import { StatesError } from '../errors.ts';
import { isObject, type Json, toText } from '../json.ts';
import type { ChildDescription, ChildExecution } from '../ports.ts';
import { type Integration, namesIn, sdkMetadata } from './integration.ts';

const knownParameters = ['StateMachineArn', 'Name', 'Input', 'TraceHeader'];

/**
 * `states:startExecution.sync:2`: runs another state machine and waits for it. Its result is DescribeExecution's
 * answer with Output as JSON; a child that does not succeed fails the Task with that answer as the cause; and a
 * Task that ends early stops the child.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export const startExecutionSync: Integration = {
  resourceType: 'states',
  resource: 'startExecution.sync:2',
  check: (parameters) => {
    if (!isObject(parameters)) return ['Parameters must be an object with StateMachineArn'];
    const names = namesIn(parameters);
    return [
      ...(names.includes('StateMachineArn') ? [] : ['Parameters must hold StateMachineArn']),
      ...names
        .filter((name) => !knownParameters.includes(name))
        .map((name) => `The field "${name}" is not supported by Step Functions`),
    ];
  },
  run: async (input, { ports, signal, submitted }) => {
    const child = await ports.startExecution(requestOf(input)).catch((error: unknown) => {
      throw toStatesError(error);
    });
    submitted({
      ExecutionArn: child.executionArn,
      ...sdkMetadata(randomUUID(), 'application/x-amz-json-1.0'),
      StartDate: child.startDate.getTime(),
    });
    await endOf(child, signal);
    const description = child.describe();
    if (description.status !== 'SUCCEEDED') {
      throw new StatesError('States.TaskFailed', JSON.stringify(inResultWords(description)));
    }
    const { output = 'null', input: childInput } = description;
    return {
      ...inResultWords(description),
      Input: JSON.parse(childInput) as Json,
      Output: JSON.parse(output) as Json,
    };
  },
};

const endOf = async (child: ChildExecution, signal: AbortSignal): Promise<void> => {
  const stop = () => child.stop('States.TaskAborted', 'The Task that started this execution has ended.');
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  await child.ended;
  signal.removeEventListener('abort', stop);
};

const requestOf = (input: Json) => {
  const { StateMachineArn, Name, Input } = isObject(input) ? input : {};
  if (typeof StateMachineArn !== 'string') {
    throw new StatesError('States.Runtime', `StateMachineArn must be a string, not ${JSON.stringify(StateMachineArn)}`);
  }
  return {
    stateMachineArn: StateMachineArn,
    ...(typeof Name === 'string' && { name: Name }),
    ...(Input !== undefined && { input: typeof Input === 'string' ? Input : toText(Input) }),
  };
};

const toStatesError = (error: unknown): unknown => {
  if (!(error instanceof AwsError)) return error;
  const { code, message, status } = error;
  return new StatesError(
    `StepFunctions.${code.endsWith('Exception') ? code : `${code}Exception`}`,
    `${message} (Service: AWSStepFunctions; Status Code: ${status}; Error Code: ${code}; Request ID: ${randomUUID()}; Proxy: null)`,
  );
};

const inResultWords = (child: ChildDescription) => ({
  ...(child.cause !== undefined && { Cause: child.cause }),
  ...(child.error !== undefined && { Error: child.error }),
  ExecutionArn: child.executionArn,
  Input: child.input,
  InputDetails: { Included: true },
  Name: child.name,
  ...(child.output !== undefined && { Output: child.output, OutputDetails: { Included: true } }),
  RedriveCount: 0,
  StartDate: child.startDate.getTime(),
  StateMachineArn: child.stateMachineArn,
  Status: child.status,
  ...(child.stopDate && { StopDate: child.stopDate.getTime() }),
});
