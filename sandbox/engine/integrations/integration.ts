import type { Json, JsonObject } from '../json.ts';
import type { EnginePorts } from '../ports.ts';

/** One attempt of a Task as its integration sees it. */
export interface TaskCall {
  ports: EnginePorts;
  /** Aborts when the Task's time is up or the execution has ended. */
  signal: AbortSignal;
  /** Records that the request was taken and its end is now waited for (TaskSubmitted). */
  submitted(output: Json): void;
}

/** What a Task's Resource stands for. */
export interface Integration {
  /** As history events name it, e.g. `lambda` and `invoke`; a function's own ARN has LambdaFunction events instead. */
  resourceType: string;
  resource: string;
  isFunctionArn?: true;
  /** The Task ends when its task token comes back. */
  waitsForToken?: true;
  /** What is wrong with a Task's Parameters, in words. */
  check(parameters: Json | undefined): string[];
  run(input: Json, call: TaskCall): Promise<Json>;
}

/** Names in a payload template, without `.$`. */
export const namesIn = (parameters: JsonObject): string[] =>
  Object.keys(parameters).map((name) => name.replace(/\.\$$/, ''));

/** What optimised integrations add to every answer. */
export const sdkMetadata = (requestId: string, contentType = 'application/json'): JsonObject => ({
  SdkHttpMetadata: {
    AllHttpHeaders: { 'x-amzn-RequestId': [requestId], 'Content-Type': [contentType] },
    HttpHeaders: { 'Content-Type': contentType, 'x-amzn-RequestId': requestId },
    HttpStatusCode: 200,
  },
  SdkResponseMetadata: { RequestId: requestId },
});
