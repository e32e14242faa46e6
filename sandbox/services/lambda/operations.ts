import type * as client from '@aws-sdk/client-lambda';
import type { FunctionConfiguration as FunctionDescription } from '@aws-sdk/client-lambda';
import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import type { FunctionConfiguration } from '../../lambda/configuration.ts';
import type { Operations } from '../../service.ts';
import type { Functions, LoggedInvocation } from '../lambda.ts';

/** Lambda's operations on the account's functions. */
export const lambdaOperations = (functions: Functions) => {
  const describe = (nameOrArn: string) => toDescription(functions.get(nameOrArn), functions);
  return {
    Invoke: async ({ FunctionName = '', Payload, ClientContext, InvocationType, LogType }) => {
      const invocation = await functions.invoke({
        functionName: FunctionName,
        payload: Payload === undefined || Payload.length === 0 ? '{}' : Buffer.from(Payload).toString(),
        ...(InvocationType && { invocationType: InvocationType }),
        ...(ClientContext && { clientContext: Buffer.from(ClientContext, 'base64').toString() }),
      });
      return { ...toAnswer(invocation), ...(LogType === 'Tail' && { LogResult: logTail(invocation.lines) }) };
    },
    GetFunction: ({ FunctionName = '' }) => ({
      Configuration: describe(FunctionName),
      Code: { RepositoryType: 'S3', Location: `file://${functions.get(FunctionName).codeDirectory}` },
    }),
    GetFunctionConfiguration: ({ FunctionName = '' }) => describe(FunctionName),
    ListFunctions: ({ Marker = '', MaxItems = 50 }) => {
      const names = functions.names().filter((name) => name > Marker);
      const page = names.slice(0, MaxItems);
      return {
        Functions: page.map(describe),
        ...(page.length < names.length && { NextMarker: page.at(-1) }),
      };
    },
  } satisfies Operations<typeof client>;
};

const toAnswer = ({ statusCode, executedVersion, payload, functionError }: LoggedInvocation) => ({
  StatusCode: statusCode,
  ...(payload !== undefined && {
    ExecutedVersion: executedVersion,
    Payload: Uint8ArrayBlobAdapter.fromString(payload),
  }),
  ...(functionError && { FunctionError: functionError }),
});

/** The last 4 KB of an invocation's log, base64. */
const logTail = (lines: string[]): string =>
  Buffer.from(`${lines.join('\n')}\n`)
    .subarray(-4_096)
    .toString('base64');

const toDescription = (configuration: FunctionConfiguration, functions: Functions): FunctionDescription => ({
  FunctionName: configuration.name,
  FunctionArn: functions.arnOf(configuration.name),
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
