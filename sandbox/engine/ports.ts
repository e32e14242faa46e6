import type { Clock } from '../clock.ts';
import type { TaskTokens } from './task-tokens.ts';

/** What Lambda's Invoke answered. */
export interface Invocation {
  statusCode: number;
  executedVersion: string;
  requestId: string;
  /** JSON text; absent where nothing was waited for (Event, DryRun). */
  payload?: string;
  functionError?: string;
}

export interface InvocationRequest {
  functionName: string;
  /** JSON text. */
  payload: string;
  invocationType?: string;
  qualifier?: string;
  clientContext?: string;
}

/** A started execution as a Task of another one sees it. */
export interface ChildExecution {
  executionArn: string;
  startDate: Date;
  /** Resolves when it has ended, however it did. */
  ended: Promise<void>;
  /** DescribeExecution's answer, with dates as milliseconds and PascalCase names as `.sync` reports them. */
  describe(): ChildDescription;
  stop(error: string, cause: string): void;
}

export interface ChildDescription {
  status: string;
  executionArn: string;
  stateMachineArn: string;
  name: string;
  input: string;
  startDate: Date;
  stopDate?: Date;
  output?: string;
  error?: string;
  cause?: string;
}

/** What the engine needs of the rest of the sandbox. Calls fail with an AwsError as the services would. */
export interface EnginePorts {
  clock: Clock;
  region: string;
  tokens: TaskTokens;
  invokeFunction(request: InvocationRequest): Promise<Invocation>;
  startExecution(request: { stateMachineArn: string; name?: string; input?: string }): Promise<ChildExecution>;
}
