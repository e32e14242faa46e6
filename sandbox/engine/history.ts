import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn';
import type { Clock } from '../clock.ts';

/** An execution that gets as far as this event fails with it. */
export const historyMaxEvents = 25_000;

/** Members of a history event other than its id, time and type, e.g. `{ taskFailedEventDetails: { … } }`. */
export type EventDetails = Omit<HistoryEvent, 'id' | 'previousEventId' | 'timestamp' | 'type'>;

/** Text of a payload as event details carry it. */
export const inputDetails = (input: string) => ({ input, inputDetails: { truncated: false } });
export const outputDetails = (output: string) => ({ output, outputDetails: { truncated: false } });

/** An execution's events in order, stamped by the world's clock; ids count from 1. */
export class History {
  readonly events: HistoryEvent[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether the next event has to be the one that ends the execution. */
  get isFull(): boolean {
    return this.events.length >= historyMaxEvents - 1;
  }

  add(type: HistoryEventType, previousEventId: number, details: EventDetails = {}): number {
    const id = this.events.length + 1;
    this.events.push({ timestamp: new Date(this.#clock.now()), type, id, previousEventId, ...details });
    return id;
  }
}
