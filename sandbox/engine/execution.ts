import type { ExecutionStatus } from '@aws-sdk/client-sfn';
import { EndedError, StatesError } from './errors.ts';
import { type EventDetails, History, inputDetails, outputDetails } from './history.ts';
import { type Json, toText } from './json.ts';
import type { Machine } from './machine.ts';
import type { EnginePorts } from './ports.ts';
import { runMachine } from './run-machine.ts';
import { type ExecutionRun, Scope } from './scope.ts';

/** States entered in one go before an execution lets the event loop turn. */
const statesPerBreath = 200;

export interface ExecutionRequest {
  executionArn: string;
  name: string;
  stateMachineArn: string;
  stateMachineName: string;
  roleArn: string;
  definition: string;
  machine: Machine;
  /** JSON text. */
  input: string;
}

/** One execution of a state machine, from its start to whatever ends it. */
export class Execution {
  readonly request: ExecutionRequest;
  readonly startedAt: number;
  readonly history: History;
  /** Resolves when it has ended, however it did. */
  readonly ended: Promise<void>;
  status: ExecutionStatus = 'RUNNING';
  stoppedAt: number | undefined;
  /** JSON text. */
  output: string | undefined;
  error: string | undefined;
  cause: string | undefined;
  readonly #ports: EnginePorts;
  readonly #abort = new AbortController();
  readonly #scope: Scope;
  #resolveEnded = () => {};
  #stopTimeout = () => {};
  #entered = 0;

  constructor(request: ExecutionRequest, ports: EnginePorts) {
    this.request = request;
    this.#ports = ports;
    this.startedAt = ports.clock.now();
    this.history = new History(ports.clock);
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.history.add('ExecutionStarted', 0, {
      executionStartedEventDetails: { ...inputDetails(request.input), roleArn: request.roleArn },
    });
    const input = JSON.parse(request.input) as Json;
    // The first state's previous event is 0 too: that is how Step Functions numbers them.
    this.#scope = new Scope(this.#run(input), this.#abort.signal, 0);
    const { timeoutSeconds } = request.machine;
    if (timeoutSeconds !== undefined) {
      this.#stopTimeout = ports.clock.after(timeoutSeconds * 1_000, () => this.#timeOut());
    }
    void this.#start(input);
  }

  /** Ends a running execution from outside; nothing happens to one that has ended. */
  stop(error: string | undefined, cause: string | undefined): void {
    if (this.status !== 'RUNNING') return;
    this.#end('ABORTED', { error, cause }, { executionAbortedEventDetails: { error, cause } });
  }

  async #start(input: Json): Promise<void> {
    try {
      await undefined; // StartExecution answers before the first state is entered.
      const output = toText(await runMachine(this.request.machine, input, this.#scope));
      this.#end('SUCCEEDED', { output }, { executionSucceededEventDetails: outputDetails(output) });
    } catch (error) {
      if (!(error instanceof EndedError)) this.#fail(error);
    }
  }

  #run(input: Json): ExecutionRun {
    const { executionArn, name, roleArn, stateMachineArn, stateMachineName } = this.request;
    const StartTime = new Date(this.startedAt).toISOString();
    return {
      ports: this.#ports,
      context: {
        Execution: { Id: executionArn, Input: input, Name: name, RoleArn: roleArn, StartTime, RedriveCount: 0 },
        StateMachine: { Id: stateMachineArn, Name: stateMachineName },
      },
      record: (type, previousEventId, details) => {
        if (this.status !== 'RUNNING') throw new EndedError('the execution has ended');
        if (this.history.isFull) throw new StatesError('States.Runtime', historyFullCause);
        return this.history.add(type, previousEventId, details);
      },
      breathe: () => {
        this.#entered += 1;
        if (this.#entered % statesPerBreath !== 0) return undefined;
        return this.#ports.clock.whileBusy(() => new Promise((resolve) => setImmediate(resolve)));
      },
    };
  }

  #fail(thrown: unknown): void {
    if (this.status !== 'RUNNING') return;
    // Anything but a StatesError is a fault of the sandbox; the execution says so rather than hang.
    const { error, cause } =
      thrown instanceof StatesError ? thrown : new StatesError('States.Runtime', `sandbox: ${String(thrown)}`);
    this.#end('FAILED', { error, cause }, { executionFailedEventDetails: { error, cause } });
  }

  #timeOut(): void {
    if (this.status !== 'RUNNING') return;
    const error = 'States.Timeout';
    this.#end('TIMED_OUT', { error }, { executionTimedOutEventDetails: { error } });
  }

  #end(status: ExecutionStatus, outcome: Outcome, details: EventDetails): void {
    if (this.status !== 'RUNNING') return;
    this.history.add(endEvents[status], this.#scope.lastEventId, details);
    this.status = status;
    this.stoppedAt = this.#ports.clock.now();
    this.output = outcome.output;
    this.error = outcome.error;
    this.cause = outcome.cause;
    this.#stopTimeout();
    this.#abort.abort(new EndedError('the execution has ended'));
    this.#resolveEnded();
  }
}

interface Outcome {
  output?: string | undefined;
  error?: string | undefined;
  cause?: string | undefined;
}

const endEvents = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
  RUNNING: 'ExecutionStarted',
  PENDING_REDRIVE: 'ExecutionRedriven',
} as const;

const historyFullCause = 'The execution reached the maximum number of history events (25000).';
