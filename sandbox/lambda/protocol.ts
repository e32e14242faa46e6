/** What passes between the sandbox and the thread a function runs in. */

/** Given to the thread when it starts. */
export interface InstanceData {
  /** `file.export` as the function's configuration has it. */
  handler: string;
  /** Directory the function's package was unzipped to. */
  codeDirectory: string;
  functionName: string;
  functionArn: string;
  memoryMb: number;
  logGroup: string;
  logStream: string;
  /** Chance is left out of it: clients that back off by a random time do not wait at all. */
  isSteady: boolean;
}

export interface InvokeMessage {
  requestId: string;
  /** JSON text. */
  event: string;
  /** Milliseconds the invocation may take. */
  timeoutMs: number;
  /** JSON text of the client context, where there is one. */
  clientContext: string | undefined;
}

/** How an invocation ended, as Invoke reports it. */
export interface Outcome {
  /** JSON text. */
  payload: string;
  functionError?: 'Unhandled';
}

export type InstanceMessage =
  | { type: 'line'; text: string }
  | { type: 'ready'; initMs: number }
  | ({ type: 'done'; usedMb: number } & Outcome);

/** The payload of a failed invocation. */
export const failure = (errorType: string, errorMessage: string, trace?: string[]): Outcome => ({
  payload: JSON.stringify({ errorType, errorMessage, ...(trace && { trace }) }),
  functionError: 'Unhandled',
});
