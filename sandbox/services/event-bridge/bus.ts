import { randomUUID } from 'node:crypto';
import type { Target } from '@aws-sdk/client-eventbridge';
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../service.ts';
import type { World } from '../../world.ts';
import { deadLetterAttributes, type TextAttributes } from './dead-letter.ts';
import { deliver, type Failure, type Send } from './deliver.ts';
import { asJson, type BusEvent, type EmittedEvent } from './event.ts';
import type { Rule, Rules } from './rules.ts';
import { targetInput } from './target-input.ts';

/** An event that a target never got. */
export interface Undelivered {
  rule: string;
  target: string;
  /** The input that was to be sent. */
  input: string;
  /** Code of the last error. */
  error: string;
  message: string;
}

/** An event on its way to one target of a rule. */
interface Passed {
  rule: Rule;
  target: Target;
  event: BusEvent;
}

/** Sends to a queue what a target never got. */
type Bury = (queueArn: string, message: string, attributes: TextAttributes) => Promise<void>;

/** How targets and their dead-letter queues are reached. */
export interface Ways {
  send: Send;
  bury: Bury;
}

/** What is on its way to targets, and what never got there. */
const deliveries = (clock: Clock, { send, bury }: Ways) => {
  const undelivered: Undelivered[] = [];
  /** Counted rather than kept: a busy day has a million of them. */
  let underway = 0;
  const waiting: (() => void)[] = [];

  /** Into the target's dead-letter queue, and where there is none, or it does not take it either, to `undelivered`. */
  const giveUp = async ({ rule, target, event }: Passed, input: string, failure: Failure) => {
    const queueArn = target.DeadLetterConfig?.Arn;
    try {
      if (queueArn === undefined) throw failure.error;
      await bury(queueArn, JSON.stringify(event), deadLetterAttributes(rule, target, failure));
    } catch (error) {
      const { code, message } =
        error instanceof AwsError ? error : { code: 'InternalException', message: String(error) };
      undelivered.push({ rule: rule.name, target: target.Id ?? '', input, error: code, message });
    }
  };

  const start = async (passed: Passed): Promise<void> => {
    underway += 1;
    const input = targetInput(passed.target, passed.event, passed.rule, clock.now());
    const failure = await deliver(clock, send, passed.target, input);
    if (failure) await giveUp(passed, input, failure);
    underway -= 1;
    if (underway > 0) return;
    for (const resolve of waiting.splice(0)) resolve();
  };

  return {
    start,
    undelivered,
    settled: (): Promise<void> => new Promise((resolve) => (underway === 0 ? resolve() : void waiting.push(resolve))),
  };
};

/** The default bus: hands events to the targets of the rules that match them, each on its own and none waited for. */
export const eventBus = ({ clock, accountId, region }: World, rules: Rules, ways: Ways) => {
  const { start, undelivered, settled } = deliveries(clock, ways);
  const toSeconds = timeInSeconds();

  const put = ({ source, detailType, resources, detail }: EmittedEvent, time?: Date): string => {
    const event: BusEvent = {
      version: '0',
      id: randomUUID(),
      'detail-type': detailType,
      source,
      account: accountId,
      time: toSeconds(time?.getTime() ?? clock.now()),
      region,
      resources,
      detail,
    };
    const json = asJson(event);
    for (const rule of rules.list()) {
      if (rule.state !== 'ENABLED' || !rule.matches(json)) continue;
      for (const target of rule.targets.values()) void start({ rule, target, event });
    }
    return event.id;
  };

  return { put, undelivered, settled };
};

/** ISO 8601 without milliseconds; the text of a second is made once, for many events come in the same. */
const timeInSeconds = (): ((ms: number) => string) => {
  let known = { second: Number.NaN, text: '' };
  return (ms) => {
    const second = Math.floor(ms / 1_000);
    if (second !== known.second) known = { second, text: new Date(second * 1_000).toISOString().replace('.000Z', 'Z') };
    return known.text;
  };
};
