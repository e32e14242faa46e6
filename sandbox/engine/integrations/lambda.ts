import { randomUUID } from 'node:crypto';
import { LostAnswer } from '../../faults.ts';
import { AwsError } from '../../service.ts';
import { StatesError } from '../errors.ts';
import { isObject, type Json, toText } from '../json.ts';
import type { EnginePorts, Invocation, InvocationRequest } from '../ports.ts';
import { type Integration, namesIn, sdkMetadata } from './integration.ts';

const knownParameters = ['FunctionName', 'Payload', 'InvocationType', 'Qualifier', 'ClientContext', 'LogType'];

const check = (parameters: Json | undefined): string[] => {
  if (!isObject(parameters)) return ['Parameters must be an object with FunctionName'];
  const names = namesIn(parameters);
  return [
    ...(names.includes('FunctionName') ? [] : ['Parameters must hold FunctionName']),
    ...(isFunctionName(parameters['FunctionName'])
      ? []
      : [`FunctionName ${JSON.stringify(parameters['FunctionName'])} is no function's name or ARN`]),
    ...names
      .filter((name) => !knownParameters.includes(name))
      .map((name) => `The field "${name}" is not supported by Step Functions`),
  ];
};

/** A name that is written out; one that comes from a path is seen when the Task runs. */
const isFunctionName = (name: Json | undefined): boolean =>
  name === undefined ||
  (typeof name === 'string' && /^(arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:)?[\w$:-]+$/.test(name));

/**
 * `lambda:invoke`: Parameters `{ FunctionName, Payload, … }`, result `{ ExecutedVersion, Payload, StatusCode, … }`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
 */
export const lambdaInvoke: Integration = {
  resourceType: 'lambda',
  resource: 'invoke',
  check,
  run: async (input, { ports }) => toResult(await invoke(ports, requestOf(input))),
};

/** The same, but the Task ends when the token in its Payload comes back. */
export const lambdaInvokeForToken: Integration = {
  ...lambdaInvoke,
  resource: 'invoke.waitForTaskToken',
  waitsForToken: true,
};

/** A function's ARN as the Resource: the Task's input is the event, and the answer is its result. */
export const functionArn = (arn: string): Integration => ({
  resourceType: 'lambda',
  resource: arn,
  isFunctionArn: true,
  check: () => [],
  run: async (input, { ports }) => {
    const { payload } = await invoke(ports, { functionName: arn, payload: toText(input) });
    return parsePayload(payload);
  },
});

const requestOf = (input: Json): InvocationRequest => {
  const { FunctionName, Payload, InvocationType, Qualifier, ClientContext } = isObject(input) ? input : {};
  if (typeof FunctionName !== 'string') {
    throw new StatesError('States.Runtime', `FunctionName must be a string, not ${JSON.stringify(FunctionName)}`);
  }
  return {
    functionName: FunctionName,
    payload: toText(Payload ?? {}),
    ...(typeof InvocationType === 'string' && { invocationType: InvocationType }),
    ...(typeof Qualifier === 'string' && { qualifier: Qualifier }),
    ...(typeof ClientContext === 'string' && { clientContext: ClientContext }),
  };
};

const invoke = async (ports: EnginePorts, request: InvocationRequest): Promise<Invocation> => {
  const invocation = await ports.invokeFunction(request).catch((error: unknown) => {
    throw toStatesError(error);
  });
  if (invocation.functionError === undefined) return invocation;
  const payload = invocation.payload ?? '{}';
  const details = parsePayload(payload);
  const errorType = isObject(details) ? details['errorType'] : undefined;
  throw new StatesError(typeof errorType === 'string' ? errorType : 'Unhandled', payload);
};

/** A service's own exception, as Lambda.TooManyRequestsException with the SDK's sentence. */
const toStatesError = (error: unknown): unknown => {
  if (error instanceof LostAnswer) {
    return new StatesError('Lambda.SdkClientException', 'Unable to execute HTTP request: the connection was reset');
  }
  if (!(error instanceof AwsError)) return error;
  const code = error.code.endsWith('Exception') ? error.code : `${error.code}Exception`;
  return new StatesError(
    `Lambda.${code}`,
    `${error.message} (Service: Lambda, Status Code: ${error.status}, Request ID: ${randomUUID()})`,
  );
};

const toResult = ({ statusCode, executedVersion, requestId, payload }: Invocation): Json => ({
  ExecutedVersion: executedVersion,
  Payload: parsePayload(payload),
  ...sdkMetadata(requestId),
  StatusCode: statusCode,
});

const parsePayload = (payload: string | undefined): Json => {
  if (payload === undefined || payload === '') return '';
  return JSON.parse(payload) as Json;
};
