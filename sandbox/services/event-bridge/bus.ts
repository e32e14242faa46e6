import { randomUUID } from 'node:crypto';
import type { Target } from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../service.ts';
import type { World } from '../../world.ts';
import { deliver, type Send } from './deliver.ts';
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

const toSeconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** The default bus: hands events to the targets of the rules that match them, each on its own and none waited for. */
export const eventBus = ({ clock, accountId, region }: World, rules: Rules, send: Send) => {
  const undelivered: Undelivered[] = [];
  const underway = new Set<Promise<void>>();

  const deliverTo = async (rule: Rule, target: Target, event: BusEvent): Promise<void> => {
    const input = targetInput(target, event, rule, new Date(clock.now()).toISOString());
    const error = await deliver(clock, send, target, input);
    if (error === undefined) return;
    const { code, message } = error instanceof AwsError ? error : { code: 'InternalException', message: String(error) };
    undelivered.push({ rule: rule.name, target: target.Id ?? '', input, error: code, message });
  };

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
    for (const rule of rules.list()) {
      if (rule.state !== 'ENABLED' || !rule.matches(asJson(event))) continue;
      for (const target of rule.targets.values()) {
        const delivery = deliverTo(rule, target, event).finally(() => underway.delete(delivery));
        underway.add(delivery);
      }
    }
    return event.id;
  };

  return {
    put,
    undelivered,
    settled: async () => {
      while (underway.size > 0) await Promise.all(underway);
    },
  };
};
