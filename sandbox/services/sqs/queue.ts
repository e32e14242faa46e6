import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { type RedrivePolicy, redrivePolicyOf } from './attributes.ts';
import { invalidParameter, messageNotInFlight, receiptHandleIsInvalid } from './errors.ts';
import type { KeptMessage, SentMessage } from './kept-message.ts';
import { Schedule } from './schedule.ts';
import { Waiting } from './waiting.ts';

/** What a queue needs of the account. */
export interface QueueSurroundings {
  clock: Clock;
  queueOf(arn: string): Queue | undefined;
}

const longestHiddenMs = 43_200_000;

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const mostInFlight = 120_000;

/**
 * A standard queue. Messages lie in the order of the time at which they can be received: those that are delayed or in
 * flight come to the front as time passes, so that nothing has to be moved when it does.
 */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  modifiedAt: number;
  purgedAt: number | undefined;
  readonly tags = new Map<string, string>();
  readonly #surroundings: QueueSurroundings;
  /** By number, in the order in which they came: among a million, numbers are found faster than ids. */
  readonly #messages = new Map<number, KeptMessage>();
  /** The last number that was given. */
  #last = 0;
  /** Messages that were received and are still here: no more than these can be in flight. */
  #received = 0;
  /** What its receipt handles begin with: no other queue's do, not even one of the same name later. */
  readonly #handlePrefix = `${randomUUID()}-`;
  /** An entry counts while its message is still here and still becomes visible then. */
  readonly #schedule = new Schedule<KeptMessage>();
  readonly #waiting: Waiting;
  #attributes: Record<string, string> = {};
  #redrivePolicy: RedrivePolicy | undefined;

  constructor({ name, arn }: { name: string; arn: string }, surroundings: QueueSurroundings) {
    this.name = name;
    this.arn = arn;
    this.#surroundings = surroundings;
    this.createdAt = surroundings.clock.now();
    this.modifiedAt = this.createdAt;
    this.#waiting = new Waiting(surroundings.clock, () => this.#nextVisible()?.visibleAt);
  }

  get attributes(): Record<string, string> {
    return this.#attributes;
  }

  set attributes(attributes: Record<string, string>) {
    this.#attributes = attributes;
    this.#redrivePolicy = redrivePolicyOf(attributes['RedrivePolicy']);
    this.modifiedAt = this.#now();
  }

  get redrivePolicy(): RedrivePolicy | undefined {
    return this.#redrivePolicy;
  }

  number(attribute: string): number {
    return Number(this.#attributes[attribute]);
  }

  send({ body, attributes = {}, traceHeader, delaySeconds = this.number('DelaySeconds') }: SentMessage): KeptMessage {
    const sentAt = this.#now();
    return this.#keep({
      id: randomUUID(),
      body,
      attributes,
      traceHeader,
      sentAt,
      visibleAt: sentAt + delaySeconds * 1_000,
      receiveCount: 0,
      firstReceivedAt: undefined,
      receivedAt: undefined,
      receiptHandle: undefined,
      deadLetterSourceArn: undefined,
    });
  }

  /** Takes messages that are visible now, and hides them. Those that were received too often go to the dead-letter queue. */
  receive(most: number, hiddenSeconds = this.number('VisibilityTimeout')): KeptMessage[] {
    const received: KeptMessage[] = [];
    if (this.isFull()) return received;
    const now = this.#now();
    for (let message = this.#nextVisible(); message && received.length < most; message = this.#nextVisible()) {
      if (message.visibleAt > now) break;
      this.#schedule.shift();
      if (this.#toDeadLetterQueue(message)) continue;
      if (message.receivedAt === undefined) this.#received += 1;
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
      message.receivedAt = now;
      message.receiptHandle = `${this.#handlePrefix}${message.number}-${message.receiveCount}`;
      message.visibleAt = now + hiddenSeconds * 1_000;
      received.push(message);
    }
    // Only now: with a time-out of 0 seconds they would be received over and over.
    for (const message of received) this.#schedule.add(message, message.visibleAt);
    this.#waiting.look();
    return received;
  }

  /** Deleting what is gone, or with the handle of an earlier receive, is a success without effect. @throws AwsError ReceiptHandleIsInvalid */
  delete(receiptHandle: string): void {
    const message = this.#messages.get(this.#numberOf(receiptHandle));
    if (message?.receiptHandle === receiptHandle) this.#forget(message);
  }

  /** @throws AwsError ReceiptHandleIsInvalid, InvalidParameterValue or MessageNotInflight */
  changeVisibility(receiptHandle: string, hiddenSeconds: number): void {
    const message = this.#messages.get(this.#numberOf(receiptHandle));
    const now = this.#now();
    if (message?.receiptHandle !== receiptHandle || message.receivedAt === undefined) {
      throw invalidParameter(
        `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      );
    }
    if (message.visibleAt <= now) throw messageNotInFlight();
    if (now + hiddenSeconds * 1_000 > message.receivedAt + longestHiddenMs) {
      throw invalidParameter(
        `Value ${hiddenSeconds} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds].`,
      );
    }
    const visibleAt = now + hiddenSeconds * 1_000;
    if (visibleAt !== message.visibleAt) this.#schedule.add(message, visibleAt);
    message.visibleAt = visibleAt;
    this.#waiting.look();
  }

  /** Takes a message out without receiving it. */
  remove(message: KeptMessage): void {
    if (this.#messages.get(message.number) === message) this.#forget(message);
  }

  /** Ends the waits of a queue that is deleted. */
  close(): void {
    this.#waiting.wakeAll();
  }

  purge(): void {
    this.#messages.clear();
    this.#schedule.clear();
    this.#received = 0;
    this.purgedAt = this.#now();
  }

  /** Whether so many messages are in flight that none is given out before others are deleted or come back. */
  isFull(): boolean {
    if (this.#received < mostInFlight) return false;
    const now = this.#now();
    const inFlight = this.messages().filter(({ receivedAt, visibleAt }) => receivedAt !== undefined && visibleAt > now);
    return inFlight.length >= mostInFlight;
  }

  /** What lies here, in the order in which it came. */
  messages(): KeptMessage[] {
    return [...this.#messages.values()].filter((message) => !this.#isExpired(message));
  }

  /** Resolves as soon as a message is visible. Rejects with the signal's reason. */
  waitForMessage(signal: AbortSignal): Promise<void> {
    return this.#waiting.wait(signal);
  }

  #keep(sent: Omit<KeptMessage, 'number'>): KeptMessage {
    this.#last += 1;
    const message = { ...sent, number: this.#last };
    this.#messages.set(message.number, message);
    this.#schedule.add(message, message.visibleAt);
    this.#waiting.look();
    return message;
  }

  #forget({ number, receivedAt }: KeptMessage): void {
    this.#messages.delete(number);
    if (receivedAt !== undefined) this.#received -= 1;
  }

  #now(): number {
    return this.#surroundings.clock.now();
  }

  #isExpired({ sentAt }: KeptMessage): boolean {
    return sentAt + this.number('MessageRetentionPeriod') * 1_000 <= this.#now();
  }

  /** The message that is visible first, once entries that no longer count are out of the way. */
  #nextVisible(): KeptMessage | undefined {
    for (let entry = this.#schedule.first(); entry; entry = this.#schedule.first()) {
      const { item, dueAt } = entry;
      const isHere = this.#messages.get(item.number) === item;
      if (isHere && this.#isExpired(item)) this.#forget(item);
      else if (isHere && item.visibleAt === dueAt) return item;
      this.#schedule.shift();
    }
    return undefined;
  }

  /** Its id, its count and its time stay with it; the handles of this queue do not. */
  #toDeadLetterQueue(message: KeptMessage): boolean {
    const { deadLetterTargetArn, maxReceiveCount } = this.#redrivePolicy ?? {};
    if (deadLetterTargetArn === undefined || message.receiveCount < (maxReceiveCount ?? 0)) return false;
    const target = this.#surroundings.queueOf(deadLetterTargetArn);
    if (!target) return false;
    this.#forget(message);
    target.#keep({
      ...message,
      visibleAt: this.#now(),
      receivedAt: undefined,
      receiptHandle: undefined,
      deadLetterSourceArn: this.arn,
    });
    return true;
  }

  #numberOf(receiptHandle: string): number {
    const number = Number.parseInt(receiptHandle.slice(this.#handlePrefix.length), 10);
    if (!receiptHandle.startsWith(this.#handlePrefix) || Number.isNaN(number)) {
      throw receiptHandleIsInvalid(receiptHandle);
    }
    return number;
  }
}
