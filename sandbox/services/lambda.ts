import type { FunctionConfiguration as FunctionDescription } from '@aws-sdk/client-lambda';
import * as client from '@aws-sdk/client-lambda';
import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import type { Invocation, InvocationRequest } from '../engine/ports.ts';
import { type FunctionConfiguration, FunctionPool, type LambdaPorts } from '../lambda/functions.ts';
import { AwsError, defineService } from '../service.ts';
import type { World } from '../world.ts';

/** Largest event of a call that waits for the answer. */
const requestMaxBytes = 6_291_456;

/** Waits before the two retries of a function that was invoked as an event. */
const eventRetryDelaysMs = [60_000, 120_000];

/**
 * Lambda: functions from their packages, invoked as the runbooks and an operator's CLI do.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export const lambdaService = (world: World, ports: LambdaPorts) => {
  const functions = new Map<string, FunctionConfiguration>();
  const arnOf = (name: string) => `arn:aws:lambda:${world.region}:${world.accountId}:function:${name}`;
  const pool = new FunctionPool(world, ports, arnOf);

  const get = (nameOrArn: string): FunctionConfiguration => {
    const name = functionNameOf(nameOrArn);
    const found = functions.get(name);
    if (found) return found;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${arnOf(name)}`, 404, { Type: 'User' });
  };
  const describe = (nameOrArn: string): FunctionDescription => toDescription(get(nameOrArn), arnOf);

  const invoke = async (request: InvocationRequest): Promise<Invocation & { lines: string[] }> => {
    const configuration = get(request.functionName);
    const { payload: event, clientContext, invocationType = 'RequestResponse' } = request;
    checkEvent(event);
    const noAnswer = { executedVersion: '$LATEST', requestId: crypto.randomUUID(), lines: [] };
    if (invocationType === 'DryRun') return { ...noAnswer, statusCode: 204 };
    if (invocationType === 'Event') {
      void invokeAsEvent(world, () => pool.invoke(configuration, { event, clientContext }));
      return { ...noAnswer, statusCode: 202 };
    }
    const { requestId, lines, ...outcome } = await pool.invoke(configuration, { event, clientContext });
    return { statusCode: 200, executedVersion: '$LATEST', requestId, lines, ...outcome };
  };

  return {
    service: defineService('lambda', client, {
      Invoke: async ({ FunctionName = '', Payload, ClientContext, InvocationType, LogType }) => {
        const { statusCode, executedVersion, payload, functionError, lines } = await invoke({
          functionName: FunctionName,
          payload: Payload === undefined || Payload.length === 0 ? '{}' : Buffer.from(Payload).toString(),
          ...(InvocationType && { invocationType: InvocationType }),
          ...(ClientContext && { clientContext: Buffer.from(ClientContext, 'base64').toString() }),
        });
        return {
          StatusCode: statusCode,
          ...(payload !== undefined && {
            ExecutedVersion: executedVersion,
            Payload: Uint8ArrayBlobAdapter.fromString(payload),
          }),
          ...(functionError && { FunctionError: functionError }),
          ...(LogType === 'Tail' && { LogResult: logTail(lines) }),
        };
      },
      GetFunction: ({ FunctionName = '' }) => ({
        Configuration: describe(FunctionName),
        Code: { RepositoryType: 'S3', Location: `file://${get(FunctionName).codeDirectory}` },
      }),
      GetFunctionConfiguration: ({ FunctionName = '' }) => describe(FunctionName),
      ListFunctions: ({ Marker, MaxItems = 50 }) => {
        const names = [...functions.keys()].sort();
        const from = Marker === undefined ? 0 : names.findIndex((name) => name > Marker);
        const page = from < 0 ? [] : names.slice(from, from + MaxItems);
        const hasMore = page.at(-1) !== names.at(-1);
        return { Functions: page.map(describe), ...(hasMore && { NextMarker: page.at(-1) }) };
      },
    }),
    /** Deploys a function, or a new version of it. */
    deploy: (configuration: FunctionConfiguration): void => {
      functions.set(configuration.name, configuration);
    },
    arnOf,
    /** Invoke with JSON texts; scripted faults apply. @throws AwsError as the service would */
    invoke: async (request: InvocationRequest): Promise<Invocation> => {
      await world.faults.meet('lambda', 'Invoke');
      return invoke(request);
    },
    close: () => pool.close(),
  };
};

/** `name`, `name:alias`, `account:function:name` or an ARN. */
const functionNameOf = (nameOrArn: string): string => {
  const parts = nameOrArn.split(':');
  const at = parts.indexOf('function');
  return (at < 0 ? parts[0] : parts[at + 1]) ?? '';
};

const checkEvent = (event: string): void => {
  const bytes = Buffer.byteLength(event);
  if (bytes > requestMaxBytes) {
    throw new AwsError(
      'RequestTooLargeException',
      `Request must be smaller than ${requestMaxBytes} bytes for the InvokeFunction operation`,
      413,
    );
  }
  try {
    JSON.parse(event);
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${(error as Error).message}`,
      400,
      { Type: 'User' },
    );
  }
};

const invokeAsEvent = async (world: World, run: () => Promise<{ functionError?: string }>): Promise<void> => {
  for (const delayMs of [0, ...eventRetryDelaysMs]) {
    if (delayMs > 0) await world.clock.sleep(delayMs);
    if ((await run()).functionError === undefined) return;
  }
};

/** The last 4 KB of an invocation's log, base64. */
const logTail = (lines: string[]): string =>
  Buffer.from(`${lines.join('\n')}\n`)
    .subarray(-4_096)
    .toString('base64');

const toDescription = (configuration: FunctionConfiguration, arnOf: (name: string) => string): FunctionDescription => ({
  FunctionName: configuration.name,
  FunctionArn: arnOf(configuration.name),
  Runtime: configuration.runtime as NonNullable<FunctionDescription['Runtime']>,
  Role: configuration.role,
  Handler: configuration.handler,
  CodeSize: configuration.codeSizeBytes,
  CodeSha256: configuration.codeSha256,
  Description: configuration.description,
  Timeout: configuration.timeoutSeconds,
  MemorySize: configuration.memoryMb,
  Version: '$LATEST',
  PackageType: 'Zip',
  Architectures: [configuration.architecture as 'arm64' | 'x86_64'],
  Environment: { Variables: configuration.environment },
  State: 'Active',
  LastUpdateStatus: 'Successful',
  LoggingConfig: { LogFormat: 'Text', LogGroup: configuration.logGroup },
});
