import { describe, expect, it } from '@jest/globals';
import type { CallMet } from '../../../sandbox/faults.ts';
import { built, isReading, seedRuns } from '../../support/seed-runs.ts';

const { world, run, snapshot } = seedRuns();

/** Many runs, each of them short. */
const patienceMs = 1_800_000;

/** A function that dies in the middle of a step: when AWS has its call, and has done what it asks for, or has not. */
interface Crash {
  functionName: string;
  service: string;
  operation: string;
  isDone: boolean;
}

const nameOf = ({ functionName, service, operation, isDone }: Crash): string =>
  `${functionName.replace(/^ecs-runbooks-sandbox-/, '')} ${isDone ? 'after' : 'at'} ${service}:${operation}`;

/** Of each function its first call before it is answered, and each of its calls that changes something when it is done. */
const crashesOf = (calls: readonly CallMet[]): Crash[] => {
  const crashes = new Map<string, Crash>();
  const seen = new Set<string>();
  for (const { service, operation, functionName } of calls) {
    if (functionName === undefined) continue;
    const crash = { functionName, service, operation };
    if (!seen.has(functionName)) crashes.set(nameOf({ ...crash, isDone: false }), { ...crash, isDone: false });
    seen.add(functionName);
    if (!isReading(operation)) crashes.set(nameOf({ ...crash, isDone: true }), { ...crash, isDone: true });
  }
  return [...crashes.values()];
};

/** Runs it with the crash, which strikes once. */
const runCrashing = async (runbook: string, fields: object, crash: Crash) => {
  const { functionName, service, operation, isDone } = crash;
  const { faults, services } = world.sandbox;
  // The call that is not done fails; whether it does so before or after the function's end nobody is there to see.
  if (!isDone) faults.add({ functionName, service, operation, error: 'ServiceUnavailable', status: 503 });
  let strikes = 0;
  const unobserve = faults.observe((call) => {
    if (call.functionName !== functionName || call.service !== service || call.operation !== operation) return;
    strikes += 1;
    if (strikes === 1) services.lambda.crash(functionName);
  });
  const ended = await run(runbook, fields);
  unobserve();
  return ended;
};

type Row = [crash: string, first: string | undefined, second: string, left: string[]];

/** The lock alone is not worth a failure: who comes next takes it over from a run that has ended. */
const expected = (crash: string): Row => [
  crash,
  crash.startsWith('unlock-service') ? undefined : 'Runtime.ExitError',
  'SUCCEEDED',
  [],
];

const differing = (from: Record<string, string[]>, to: Record<string, string[]>): string[] =>
  Object.keys(from).filter((kind) => JSON.stringify(from[kind]) !== JSON.stringify(to[kind]));

/** Lets each crash strike a run of its own, and starts that once more. */
const tableOf = async (runbook: string, fields: object, prepare: () => Promise<unknown>): Promise<Row[]> => {
  await prepare();
  const { calls } = await run(runbook, fields);
  const after = await snapshot();
  const rows: Row[] = [];
  for (const crash of crashesOf(calls)) {
    await prepare();
    const first = await runCrashing(runbook, fields, crash);
    const second = await run(runbook, fields);
    const said = `${second.status} ${second.cause ?? ''}`.trim();
    rows.push([nameOf(crash), first.error, said, differing(after, await snapshot())]);
  }
  return rows;
};

describe('a run of the seed’s block one of whose functions dies in the middle of a step', () => {
  it.each(['rollback', 'keep'])(
    'is finished by the next deploy-service, with onFailure=%s',
    async (onFailure) => {
      const rows = await tableOf('deploy-service', { ...built, onFailure }, () => run('teardown-service'));
      expect(rows.length).toBeGreaterThan(18);
      expect(rows).toEqual(rows.map(([crash]) => expected(crash)));
      await run('teardown-service');
      expect(await snapshot()).toEqual(world.empty);
    },
    patienceMs,
  );

  it(
    'is finished by the next teardown-service',
    async () => {
      const rows = await tableOf('teardown-service', {}, () => run('deploy-service', built));
      expect(rows.length).toBeGreaterThan(18);
      expect(rows).toEqual(rows.map(([crash]) => expected(crash)));
      expect(await snapshot()).toEqual(world.empty);
    },
    patienceMs,
  );
});
