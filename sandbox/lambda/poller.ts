import type { Clock } from '../clock.ts';
import type { Invocation } from '../engine/ports.ts';
import { AwsError } from '../service.ts';
import type { QueueMessage, QueueReader } from '../services/sqs/message.ts';
import { failedIds, SqsBatch } from './sqs-batch.ts';

/** From where to where messages go, and how. */
export interface PollerSettings {
  queueArn: string;
  batchSize: number;
  windowSeconds: number;
  /** Whether the function's answer names the messages that it could not take. */
  reportsFailures: boolean;
  /** Most batches that the function works on at a time. */
  mostBatches: number;
}

/** What a poller needs of the world. */
export interface PollerPorts {
  clock: Clock;
  queues: QueueReader;
  /** Runs the function. Rejects with an AwsError as Invoke would. */
  invoke(event: string): Promise<Invocation>;
}

/** Messages that one ReceiveMessage gives at most. */
const mostInReceive = 10;
const longestRetryMs = 60_000;

/**
 * Takes messages from a queue to a function: gathers a batch until its window is over, it is full or its event would be too large. What
 * the function took is deleted; what it did not comes again after the queue's visibility timeout. A function that is throttled is
 * tried again until then.
 *
 * Lambda has five pollers for a queue, more under load, and each gathers its own batch; here one does. Lambda also lets
 * its concurrency go down while a function fails. Neither changes what becomes of a message.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
export class Poller {
  readonly #settings: PollerSettings;
  readonly #ports: PollerPorts;
  readonly #closing = new AbortController();
  readonly #delivering = new Set<Promise<void>>();
  /** Received, but too large for the batch before. */
  #kept: QueueMessage[] = [];
  /** Ends the wait for a message. */
  #waiting = new AbortController();
  readonly #polling: Promise<void>;

  constructor(settings: PollerSettings, ports: PollerPorts) {
    this.#settings = settings;
    this.#ports = ports;
    this.#polling = this.#poll();
  }

  /** Takes no more messages. Resolves when the function has answered for those that it has. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#waiting.abort();
    await this.#polling;
    await Promise.all(this.#delivering);
  }

  async #poll(): Promise<void> {
    while (this.#isPolling()) {
      if (this.#delivering.size >= this.#settings.mostBatches) {
        await Promise.race(this.#delivering);
        continue;
      }
      const batch = await this.#gather();
      // What was gathered when the end came is left to come again.
      if (batch.messages.length === 0 || this.#closing.signal.aborted) continue;
      const delivering: Promise<void> = this.#deliver(batch).finally(() => this.#delivering.delete(delivering));
      this.#delivering.add(delivering);
    }
  }

  /** A queue that is gone is polled no more. */
  #isPolling(): boolean {
    return !this.#closing.signal.aborted && this.#visibilityMs() !== undefined;
  }

  #visibilityMs(): number | undefined {
    const seconds = this.#ports.queues.visibilityTimeoutSeconds(this.#settings.queueArn);
    return seconds === undefined ? undefined : seconds * 1_000;
  }

  async #gather(): Promise<SqsBatch> {
    const { queueArn, batchSize, windowSeconds } = this.#settings;
    const { clock } = this.#ports;
    const batch = new SqsBatch(queueArn, batchSize);
    if (this.#kept.length === 0 && !(await this.#messageArrives())) return batch;
    const closesAt = clock.now() + windowSeconds * 1_000;
    do this.#fill(batch);
    while (batch.room > 0 && (await this.#messageArrives(closesAt)));
    return batch;
  }

  /** Takes what is visible, as far as there is room. */
  #fill(batch: SqsBatch): void {
    while (batch.room > 0) {
      const most = Math.min(mostInReceive, batch.room);
      const received = this.#kept.length > 0 ? this.#kept : this.#ports.queues.receive(this.#settings.queueArn, most);
      const added = received.findIndex((message) => !batch.add(message));
      this.#kept = added < 0 ? [] : received.slice(added);
      if (received.length === 0) return;
    }
  }

  /** Whether a message is visible before a time; without one, whether any comes before the end. */
  async #messageArrives(closesAt?: number): Promise<boolean> {
    const { clock, queues } = this.#ports;
    if (this.#closing.signal.aborted || (closesAt !== undefined && clock.now() >= closesAt)) return false;
    const waiting = new AbortController();
    this.#waiting = waiting;
    const stopTimer = closesAt === undefined ? undefined : clock.after(closesAt - clock.now(), () => waiting.abort());
    try {
      await queues.waitForMessage(this.#settings.queueArn, waiting.signal);
      return true;
    } catch {
      return false; // Its time is over, the mapping's is, or the queue is gone.
    } finally {
      stopTimer?.();
    }
  }

  async #deliver(batch: SqsBatch): Promise<void> {
    const { queueArn, reportsFailures } = this.#settings;
    const answer = await this.#invoke(batch.toEvent());
    if (answer === undefined || answer.functionError !== undefined || this.#visibilityMs() === undefined) return;
    const failed = reportsFailures ? failedIds(answer.payload ?? 'null', batch.messages) : new Set<string>();
    for (const { messageId, receiptHandle } of batch.messages) {
      if (!failed.has(messageId)) this.#ports.queues.delete(queueArn, receiptHandle);
    }
  }

  /** Undefined where the function was not run: the messages are then left to come again. */
  async #invoke(event: string): Promise<Invocation | undefined> {
    const { clock, invoke } = this.#ports;
    const endsAt = clock.now() + (this.#visibilityMs() ?? 0);
    for (let delayMs = 1_000; ; delayMs = Math.min(2 * delayMs, longestRetryMs)) {
      try {
        return await invoke(event);
      } catch (error) {
        if (!isRetried(error) || clock.now() + delayMs >= endsAt) return undefined;
      }
      const isOpen = await clock.sleep(delayMs, this.#closing.signal).then(
        () => true,
        () => false,
      );
      if (!isOpen) return undefined;
    }
  }
}

const isRetried = (error: unknown): boolean =>
  error instanceof AwsError && (error.status === 429 || error.status >= 500);
