import {
  billedMs,
  type Charge,
  charge,
  gbSeconds,
  idlePolls,
  logEventOverheadBytes,
  pollers,
  prices,
} from '../prices.ts';
import { clusterOf, type Drop, type Plan } from './drops.ts';
import type { Observed } from './observe.ts';

const mailSubscribers = 1;
const alarms = 3;

/** What a Lambda function of the seed's kind has and writes: its default memory; START, END, REPORT and a line of its own. */
const seedFunction = { memoryMb: 128, logBytes: 420 + 4 * logEventOverheadBytes };

/** Transitions until an execution has found that all are back: by event (waits, looks), and by window (looks up what to look at, too). */
const transitionsByEvent = 6;
const transitionsByWindow = 7;

/** A design with what it would cost for the same events. */
export interface Design {
  name: string;
  charges: Charge[];
  /** What else is to be known of it. */
  note: string;
}

const triggerName = 'start-agent-disconnect';

/** Batches that were handed to the trigger. */
export const batchesOf = ({ invocations }: Observed): number => invocations.get(triggerName)?.count ?? 0;

/** GB-seconds of what was observed. */
export const gbSecondsOf = ({ invocations }: Observed): number =>
  [...invocations.values()].reduce(
    (sum, { count, calls, memoryMb }) => sum + gbSeconds(billedMs(count, calls), memoryMb),
    0,
  );

/**
 * Lambda's charges. The sandbox has one poller, AWS five, each of which may gather a batch of its own in the same window, about as many
 * clusters in each: at most five times the trigger's invocations.
 */
const functionCharges = (observed: Observed, invocations: number): Charge[] => {
  const trigger = observed.invocations.get(triggerName) ?? { count: 0, calls: 0, memoryMb: 0 };
  const more = pollers - 1;
  const seconds = gbSecondsOf(observed);
  const moreSeconds = more * gbSeconds(billedMs(trigger.count, trigger.calls), trigger.memoryMb);
  const { lambdaInvocation, lambdaGbSecond } = prices;
  return [
    charge('Lambda requests', invocations * lambdaInvocation, (invocations + more * trigger.count) * lambdaInvocation),
    charge('Lambda duration', seconds * lambdaGbSecond, (seconds + moreSeconds) * lambdaGbSecond),
  ];
};

/**
 * Requests of a queue that Lambda reads in batches: each event is sent; a receive gives ten messages at most and, as a long poll ends with
 * the first message, one at least; deletes go ten at a time.
 */
export const batchedRequests = (events: number, batches: number, seconds: number) => {
  const deletes = Math.ceil(events / 10) + batches;
  const idle = idlePolls(seconds);
  return { least: events + Math.ceil(events / 10) + deletes + idle, most: 2 * events + deletes + idle };
};

const queueCharge = (events: number, batches: number, seconds: number): Charge => {
  const { least, most } = batchedRequests(events, batches, seconds);
  return charge('SQS', least * prices.sqsRequest, most * prices.sqsRequest);
};

/** Ours, as it was observed. */
export const ourDesign = (observed: Observed, events: number): Design => {
  const { plan, calls, messages, transitions, logBytes, metricHours } = observed;
  const count = (call: string) => calls.get(call) ?? 0;
  const s3 = count('s3:PutObject') * prices.s3Put + count('s3:GetObject') * prices.s3Get;
  const mails = messages.length * (prices.snsPublish + mailSubscribers * prices.snsMail);
  const charges = [
    queueCharge(events, batchesOf(observed), plan.seconds),
    ...functionCharges(observed, count('lambda:Invoke')),
    charge('Step Functions', transitions * prices.stateTransition),
    charge('SNS', mails),
    charge('S3', s3),
    charge('logs', logBytes * prices.logsByte),
    charge('metrics', metricHours * prices.metricHour),
    charge('alarms', (alarms * prices.alarmHour * plan.seconds) / 3_600),
  ];
  return { name: 'ours', charges, note: `${messages.length} messages` };
};

/** What other designs do with the drops of a plan. */
export interface DropCounts {
  /** Events that the rule sends. */
  events: number;
  /** Pairs of a cluster and a minute in which an agent of it dropped. */
  windows: number;
  /** Events whose agent is away when the grace is over: what one look takes for dead. */
  away: number;
  /** Of these, those of agents that were back meanwhile, or come back by themselves. */
  wronglyAway: number;
}

const graceSeconds = 60;

const isLasting = ({ startSecond, endSecond }: Drop): boolean => endSecond - startSecond > graceSeconds;

/** Counts what other designs have to do for the drops of a plan. */
export const countDrops = (plan: Plan): DropCounts => {
  const windows = new Set<number>();
  const counts = { events: 0, away: 0, wronglyAway: 0 };
  /** When each instance is looked at for events of drops that are over. */
  const looks: number[][] = Array.from({ length: plan.instances }, () => []);
  for (const drop of [...plan.parts()].flat()) {
    const { instance, startSecond, endSecond } = drop;
    counts.events += 1;
    windows.add(Math.floor(startSecond / 60) * plan.clusters + clusterOf(plan, instance));
    const coming = [...(looks[instance] ?? []), startSecond + graceSeconds].filter((at) => at >= startSecond);
    const away = coming.filter((at) => at < endSecond).length;
    counts.away += away;
    if (!isLasting(drop)) counts.wronglyAway += away;
    looks[instance] = coming.filter((at) => at >= endSecond);
  }
  return { ...counts, windows: windows.size };
};

/** The seed's: rule, queue with a delay, a function for each message, which looks once and mails about each instance that is away then. */
export const seedDesign = ({ plan }: Observed, { events, away, wronglyAway }: DropCounts): Design => ({
  name: 'the seed’s design',
  charges: [
    charge('SQS', (3 * events + idlePolls(plan.seconds)) * prices.sqsRequest),
    charge('Lambda requests', events * prices.lambdaInvocation),
    charge('Lambda duration', gbSeconds(billedMs(events, events), seedFunction.memoryMb) * prices.lambdaGbSecond),
    charge('SNS', away * (prices.snsPublish + mailSubscribers * prices.snsMail)),
    charge('logs', events * seedFunction.logBytes * prices.logsByte),
  ],
  note: `${away} mails, ${wronglyAway} of them about agents that come back by themselves; no end is told`,
});

export const otherDesigns = (observed: Observed, { events, windows }: DropCounts): Design[] => {
  const transitions = windows * transitionsByWindow;
  return [
    {
      name: 'a window per cluster and minute',
      charges: [
        queueCharge(events, batchesOf(observed), observed.plan.seconds),
        charge('Step Functions', transitions * prices.stateTransition),
      ],
      note: `${windows} executions, to find out only`,
    },
    {
      name: 'an execution per event',
      charges: [charge('Step Functions', events * transitionsByEvent * prices.stateTransition)],
      note: `${events} executions, to find out only`,
    },
  ];
};
