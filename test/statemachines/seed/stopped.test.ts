import { describe, expect, it } from '@jest/globals';
import { built, seedRuns } from '../../support/seed-runs.ts';

const { world, run, watch, snapshot } = seedRuns();

/** Many runs, each of them short. */
const patienceMs = 1_800_000;

/** Stops a run as soon as it is in the state; what a function has begun it ends. */
const stopIn = async (runbook: string, fields: object, state: string): Promise<string> => {
  const execution = watch(runbook, fields, (entered, { stop }) => {
    if (entered === state) stop.call(execution, 'Stopped', 'by a person');
  });
  await execution.ended;
  return execution.status;
};

/** The same in the middle of a task: when its function makes its first call. */
const stopAtCallOf = async (runbook: string, fields: object, functionName: string): Promise<string> => {
  const execution = watch(runbook, fields, () => undefined);
  const unobserve = world.sandbox.faults.observe((call) => {
    if (call.functionName === functionName) execution.stop('Stopped', 'by a person');
  });
  await execution.ended;
  unobserve();
  return execution.status;
};

/** The states of a run that is not stopped, each once; and the functions that call AWS in it. */
const pathOf = async (runbook: string, fields: object) => {
  const { states, calls } = await run(runbook, fields);
  return {
    states: [...new Set(states)],
    functions: [...new Set(calls.flatMap(({ functionName }) => functionName ?? []))],
  };
};

describe('a run of the seed’s block that is stopped', () => {
  it(
    'in any state of deploy-service is finished by the next',
    async () => {
      const { states, functions } = await pathOf('deploy-service', built);
      const deployed = await snapshot();
      const rows: [string, string, string][] = [];
      const stops = [
        ...states.map((state) => [state, () => stopIn('deploy-service', built, state)] as const),
        ...functions.map((name) => [name, () => stopAtCallOf('deploy-service', built, name)] as const),
      ];
      expect(stops.length).toBeGreaterThan(40);
      for (const [where, stop] of stops) {
        await run('teardown-service');
        const first = await stop();
        const { status, cause = '' } = await run('deploy-service', built);
        rows.push([where, first, `${status} ${cause}`.trim()]);
        expect([where, await snapshot()]).toEqual([where, deployed]);
      }
      expect(rows).toEqual(stops.map(([where]) => [where, 'ABORTED', 'SUCCEEDED']));
    },
    patienceMs,
  );

  it(
    'in any state of teardown-service is finished by the next',
    async () => {
      await run('deploy-service', built);
      const { states, functions } = await pathOf('teardown-service', {});
      const rows: [string, string, string][] = [];
      const stops = [
        ...states.map((state) => [state, () => stopIn('teardown-service', {}, state)] as const),
        ...functions.map((name) => [name, () => stopAtCallOf('teardown-service', {}, name)] as const),
      ];
      expect(stops.length).toBeGreaterThan(40);
      for (const [where, stop] of stops) {
        await run('deploy-service', built);
        const first = await stop();
        const { status, cause = '' } = await run('teardown-service');
        rows.push([where, first, `${status} ${cause}`.trim()]);
        expect([where, await snapshot()]).toEqual([where, world.empty]);
      }
      expect(rows).toEqual(stops.map(([where]) => [where, 'ABORTED', 'SUCCEEDED']));
    },
    patienceMs,
  );
});
