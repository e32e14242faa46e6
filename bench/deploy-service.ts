/**
 * What a deployment, one with nothing to do and a teardown of the seed's spec cost: state transitions, Lambda invocations and
 * AWS calls by API, and how long they take in the sandbox, whose clock is turned, as the median of five.
 *
 * The peer is the tool that the seed's runbook is about: its AWS calls and the programs it starts, counted from its source. It
 * plans nothing, checks nothing beforehand, looks at neither targets nor stopped tasks, takes no lock and undoes nothing, which is
 * what most of our further calls are for; what they are is printed by step. It has no second deployment: that is an error there.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallMet } from '../sandbox/faults.ts';
import { type RunbookRun, startSandbox } from '../sandbox/index.ts';
import { costOf, type FormerCommand, formerDeployment, formerTeardown } from './support/former-tool.ts';

const rounds = 5;

interface Measure {
  run: RunbookRun;
  calls: CallMet[];
  seconds: number;
}

const seed = join(import.meta.dirname, '..', 'statemachines', 'deploy-service', 'examples', 'seed.json');
const request = { ...(JSON.parse(readFileSync(seed, 'utf8')) as object), variables: { BUILD_VERSION: '1.2.3' } };

const sandbox = await startSandbox({ clock: 'turned', scenario: 'seed' });

const measure = async (runbook: string, fields: object): Promise<Measure> => {
  const calls: CallMet[] = [];
  const unobserve = sandbox.faults.observe((call) => calls.push(call));
  const startedAt = performance.now();
  const run = await sandbox.run(runbook, fields);
  const seconds = (performance.now() - startedAt) / 1_000;
  unobserve();
  if (run.status !== 'SUCCEEDED') throw new Error(`${runbook} ended ${run.status}: ${run.cause}`);
  return { run, calls, seconds };
};

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const counted = (words: string[]): string => {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => (count === 1 ? word : `${word} ×${count}`)).join(', ');
};

const stepOf = ({ functionName = '' }: CallMet): string => functionName.replace(/^ecs-runbooks-[a-z]+-/, '');

const print = (what: string, measures: Measure[], former: FormerCommand[]): void => {
  const [{ run, calls } = { run: { states: [] as string[] }, calls: [] }] = measures;
  const aws = calls.filter(({ functionName }) => functionName !== undefined);
  const pauses = run.states.filter((state) => state.startsWith('WaitFor')).length;
  const peer = costOf(former, pauses);
  const line = (name: string, value: string | number, rest = '') =>
    console.log(`  ${name.padEnd(18)}${String(value).padStart(7)}  ${rest}`.trimEnd());
  console.log(`\n${what}`);
  line('state transitions', run.states.length, `${pauses} of them waits of 10 s`);
  line('Lambda invocations', calls.length - aws.length, former.length ? `peer ${peer.programs} programs` : '');
  const ratio = `peer ${peer.calls}  ${(aws.length / peer.calls).toFixed(2)}×`;
  line('AWS calls', aws.length, former.length ? ratio : '');
  line('seconds', median(measures.map(({ seconds }) => seconds)).toFixed(2), 'in the sandbox');
  for (const step of new Set(aws.map(stepOf))) {
    const own = aws.filter((call) => stepOf(call) === step);
    console.log(`    ${step}: ${counted(own.map(({ service, operation }) => `${service}:${operation}`))}`);
  }
};

const measures: Record<'deploy' | 'again' | 'teardown' | 'gone', Measure[]> = {
  deploy: [],
  again: [],
  teardown: [],
  gone: [],
};
try {
  const { variables, ...block } = request;
  for (let round = 0; round < rounds; round += 1) {
    measures.deploy.push(await measure('deploy-service', request));
    measures.again.push(await measure('deploy-service', request));
    measures.teardown.push(await measure('teardown-service', block));
    measures.gone.push(await measure('teardown-service', block));
  }
} finally {
  await sandbox.close();
}
print('deploy-service, of a new service', measures.deploy, formerDeployment);
print('deploy-service, with nothing to do', measures.again, []);
print('teardown-service', measures.teardown, formerTeardown);
print('teardown-service, with nothing to do', measures.gone, []);
