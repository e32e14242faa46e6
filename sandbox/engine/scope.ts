import type { HistoryEventType } from '@aws-sdk/client-sfn';
import type { Clock } from '../clock.ts';
import { EndedError } from './errors.ts';
import type { EventDetails } from './history.ts';
import type { JsonObject } from './json.ts';
import type { EnginePorts } from './ports.ts';

/** What every branch of an execution shares. */
export interface ExecutionRun {
  ports: EnginePorts;
  /** `$$.Execution` and `$$.StateMachine`. */
  context: JsonObject;
  /** Adds an event to the history; throws EndedError once the execution has ended. */
  record(type: HistoryEventType, previousEventId: number, details?: EventDetails): number;
  /** Called before each state is entered, so that a long run of states without waiting lets others work. */
  breathe(): Promise<void> | undefined;
}

/** One line of states: the execution itself, a Parallel state's branch, a Map state's iteration. */
export class Scope {
  readonly run: ExecutionRun;
  readonly signal: AbortSignal;
  /** `$$.Map` inside an iteration. */
  readonly map: JsonObject | undefined;
  /** The line's newest event: the previous one of the next. */
  lastEventId: number;
  /** The state it is in. */
  current: { name: string; type: string } | undefined;

  constructor(run: ExecutionRun, signal: AbortSignal, lastEventId: number, map?: JsonObject) {
    this.run = run;
    this.signal = signal;
    this.lastEventId = lastEventId;
    this.map = map;
  }

  get clock(): Clock {
    return this.run.ports.clock;
  }

  record(type: HistoryEventType, details?: EventDetails): number {
    if (this.signal.aborted) throw new EndedError('the execution, or this branch of it, has ended');
    this.lastEventId = this.run.record(type, this.lastEventId, details);
    return this.lastEventId;
  }
}
