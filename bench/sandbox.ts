/**
 * How fast the sandbox starts and runs, and what its executions weigh.
 *
 * Start: a fresh process until an AWS call is answered, the packaged stack in the cache, against a Node process that
 * answers one HTTP request and knows nothing. Executions and memory: the sandbox's engine, which keeps histories, checks
 * sizes and runs on its own clock, against aws-local-stepfunctions alone, which does none of that: the ratio is the
 * price of these. Interleaved; medians.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packagedStack } from '../sandbox/stack.ts';
import { ours, plain, tenStates } from './support/sandbox-machines.ts';

const rounds = 7;
const executions = 1_000;
const startGoalSeconds = 1.5;

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const support = (file: string) => join(import.meta.dirname, 'support', file);

const run = (...nodeArguments: string[]): { seconds: number; output: string } => {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, nodeArguments, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return { seconds: (performance.now() - startedAt) / 1_000, output: stdout };
};

const answerOnce = `
  const server = require('node:http').createServer((_, response) => response.end());
  server.listen(0, '127.0.0.1', async () => {
    await fetch('http://127.0.0.1:' + server.address().port);
    process.exit();
  });`;

const perSecond = async (start: (input: object) => Promise<void>): Promise<number> => {
  const startedAt = performance.now();
  for (let n = 0; n < executions; n += 1) await start({ n: n % 10 });
  return (executions * 1_000) / (performance.now() - startedAt);
};

const print = (what: string, own: number, peer: number, unit: string, digits: number, goal = ''): void => {
  console.log(
    `${what.padEnd(38)}${own.toFixed(digits).padStart(8)} ${unit.padEnd(4)} peer ${peer.toFixed(digits).padStart(8)} ${unit.padEnd(4)} ${(own / peer).toFixed(2).padStart(6)}× ${goal}`.trimEnd(),
  );
};

await packagedStack();
const measures = Array.from({ length: rounds }, () => ({
  own: run(support('sandbox-start.ts')).seconds,
  peer: run('-e', answerOnce).seconds,
}));
const startSeconds = median(measures.map(({ own }) => own));
print(
  'time until it answers',
  startSeconds,
  median(measures.map(({ peer }) => peer)),
  's',
  2,
  `(goal ≤ ${startGoalSeconds} s)`,
);

const [own, peer] = [ours(tenStates), plain(tenStates)];
await perSecond(own); // warm up both
await perSecond(peer);
const rates: { own: number; peer: number }[] = [];
for (let round = 0; round < rounds; round += 1) rates.push({ own: await perSecond(own), peer: await perSecond(peer) });
print(
  'executions of 10 states',
  median(rates.map((rate) => rate.own)),
  median(rates.map((rate) => rate.peer)),
  '/s',
  0,
);

const kilobytesEach = (contender: string): number =>
  median(
    Array.from({ length: 3 }, () => Number(run('--expose-gc', support('sandbox-memory.ts'), contender).output) / 1_000),
  );
print('memory of 1,000 waiting executions', kilobytesEach('ours'), kilobytesEach('plain'), 'MB', 1);
