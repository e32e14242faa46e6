import { type Charge, totalOf } from '../prices.ts';
import {
  batchedRequests,
  batchesOf,
  countDrops,
  type Design,
  gbSecondsOf,
  otherDesigns,
  ourDesign,
  seedDesign,
} from './designs.ts';
import type { Observed } from './observe.ts';

const number = (value: number): string => Math.round(value).toLocaleString('en-US');
const dollars = (value: number): string => `$${value < 0.1 ? value.toFixed(4) : value.toFixed(2)}`;
const range = (least: string, most: string): string => (least === most ? least : `${least}–${most}`);

const line = (what: string, value: string | number, rest = ''): void => {
  const text = typeof value === 'number' ? number(value) : value;
  console.log(`  ${what.padEnd(34)}${text.padStart(20)}  ${rest}`.trimEnd());
};

const listed = (counts: Iterable<[string, number]>): string =>
  [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${number(count)}`)
    .join(', ');

const moneyOf = ({ least, most }: Charge): string => range(dollars(least), dollars(most));

const printDesign = ({ name, charges, note }: Design, own: Charge): void => {
  const total = totalOf(charges);
  const ratio = total.most === own.most && total.least === own.least ? '' : ` ${ratioOf(own, total)}`;
  line(name, moneyOf(total), `${note}${ratio}`);
  const parts = charges.filter(({ most }) => most >= 0.00005).map((part) => `${part.what} ${moneyOf(part)}`);
  console.log(`  ${''.padEnd(34)}${''.padEnd(20)}  ${parts.join(', ')}`);
};

/** Ours to it, from the best to the worst that the ranges leave. */
const ratioOf = (own: Charge, peer: Charge): string =>
  `(ours: ${range((own.least / peer.most).toFixed(3), (own.most / peer.least).toFixed(3))}×)`;

/** What went wrong: instances missed, alerted wrongly or twice, and failures. */
const verdictOf = ({ plan, alerted, failures, kept }: Observed) => ({
  missed: [...plan.lost].filter((instance) => !alerted.has(instance)).length,
  wrong: [...alerted.keys()].filter((instance) => !plan.lost.has(instance)).length,
  twice: [...alerted.values()].filter((count) => count > 1).length,
  failures: kept > 0 ? [...failures, `${kept} messages in the dead-letter queue`] : failures,
});

const total = (counts: Iterable<[string, number]>): number => [...counts].reduce((sum, [, count]) => sum + count, 0);

const printCounts = (observed: Observed, events: number): void => {
  const { plan, calls, invocations, messages } = observed;
  const requests = batchedRequests(events, batchesOf(observed), plan.seconds);
  const runs = [...invocations].map(([name, { count }]): [string, number] => [name, count]);
  const aws = [...calls].filter(([call]) => call !== 'lambda:Invoke');
  const subjects = Map.groupBy(messages, (subject) => subject.split(' ')[0] ?? '');
  const kinds = [...subjects].map(([kind, all]): [string, number] => [kind, all.length]);
  line('events', events);
  line('executions', observed.executions);
  line('state transitions', observed.transitions);
  line('Lambda invocations', calls.get('lambda:Invoke') ?? 0, listed(runs));
  line('AWS calls', total(aws), listed(aws));
  line('SQS requests', range(number(requests.least), number(requests.most)), 'ten or one messages a receive');
  line('GB-seconds', gbSecondsOf(observed).toFixed(1), `${(observed.measuredMs / 1_000).toFixed(0)} s measured here`);
  line('messages', messages.length, listed(kinds));
};

/**
 * Prints what was observed of a plan, what it costs, and what other designs would.
 *
 * @param seconds how long it took here
 * @returns whether nothing was missed, alerted wrongly or twice, or failed
 */
export const report = (observed: Observed, seconds: number): boolean => {
  const { plan } = observed;
  const counts = countDrops(plan);
  const verdict = verdictOf(observed);
  console.log(`\n${plan.title} (${seconds.toFixed(0)} s in the sandbox)`);
  printCounts(observed, counts.events);
  line('instances to be alerted', plan.lost.size);
  line('instances missed', verdict.missed, '(goal: 0)');
  line('instances alerted wrongly', verdict.wrong, '(goal: 0)');
  line('instances alerted twice', verdict.twice, '(goal: 0)');
  for (const failure of verdict.failures.slice(0, 10)) line('failed', '', failure);
  const own = ourDesign(observed, counts.events);
  console.log('  cost');
  for (const design of [own, seedDesign(observed, counts), ...otherDesigns(observed, counts)]) {
    printDesign(design, totalOf(own.charges));
  }
  return verdict.missed + verdict.wrong + verdict.twice + verdict.failures.length === 0;
};
