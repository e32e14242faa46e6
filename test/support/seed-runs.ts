import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { RunbookResult } from '../../functions/domain/runbook.ts';
import type { Execution } from '../../sandbox/engine/execution.ts';
import type { EventDetails } from '../../sandbox/engine/history.ts';
import type { CallMet } from '../../sandbox/faults.ts';
import { type RunbookRun, type RunOptions, type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { snapshotOf } from './account-snapshot.ts';

/** The project. */
export const root = join(import.meta.dirname, '..', '..');

/** Packaging the stack for the first time is in it. */
const patienceMs = 600_000;

const settlingMs = 5 * 60_000;

/** A file that holds the seed's block in the shape of its document. */
export const seedFile = join(root, 'statemachines/deploy-service/examples/seed.json');

/** The block itself. */
export const seedBlock = JSON.parse(readFileSync(seedFile, 'utf8')) as {
  global_state: object;
  cloud_spec_json: string;
  environment: string;
};

/** The block under a new name, as it is deployed beside the service that there is. */
export const renamed = {
  cloud_spec_json: seedBlock.cloud_spec_json
    .replaceAll('"name":"example1"', '"name":"example2"')
    .replaceAll('"family":"example"', '"family":"example2"')
    .replaceAll('testing-prestaging/example1', 'testing-prestaging/example2')
    .replaceAll('-111"', '-222"')
    .replaceAll('hello.example.', 'hello2.example.'),
};

/** What the host of the scenario answers with. */
export const built = { variables: { BUILD_VERSION: '1.2.3' } };

/** A run with what it called. */
export type SeedRun = RunbookRun & { result: RunbookResult; calls: CallMet[] };

/** ARN of a runbook's state machine there. */
export const machineArn = (runbook: string): string =>
  `arn:aws:states:us-east-1:111122223333:stateMachine:ecs-runbooks-sandbox-${runbook}`;

/** Whether an operation only looks. */
export const isReading = (operation: string): boolean => /^(Describe|List|Get|Head)/.test(operation);

/** The calls that change something, but for the lock's and the notice's, which each run makes. */
export const changingCalls = (calls: readonly CallMet[]): string[] =>
  calls
    .filter(({ service, operation }) => !isReading(operation) && !['s3', 'sns', 'lambda'].includes(service))
    .map(({ service, operation }) => `${service}:${operation}`);

/** A sandbox with a turned clock and the world that the seed's spec expects, for all tests of a file. */
export const seedRuns = () => {
  const world = {} as { sandbox: Sandbox; empty: Record<string, string[]> };

  beforeAll(async () => {
    world.sandbox = await startSandbox({ clock: 'turned', scenario: 'seed' });
    // The sample's own tasks start meanwhile.
    await world.sandbox.clock.sleep(settlingMs);
    world.empty = await snapshotOf(world.sandbox);
  }, patienceMs);

  afterEach(() => world.sandbox?.faults.clear());

  afterAll(() => world.sandbox?.close());

  const run = async (runbook: string, fields: object = {}, options: RunOptions = {}): Promise<SeedRun> => {
    const calls: CallMet[] = [];
    const unobserve = world.sandbox.faults.observe((call) => calls.push(call));
    const ended = await world.sandbox.run(runbook, { ...seedBlock, ...fields }, options);
    unobserve();
    return { ...ended, result: ended.output as RunbookResult, calls };
  };

  /** Starts a runbook and tells of each state as it is entered, before anything is done in it. */
  const watch = (runbook: string, fields: object, onEntered: (state: string, execution: Execution) => void) => {
    const execution = world.sandbox.services.stepFunctions.startExecution({
      stateMachineArn: machineArn(runbook),
      name: undefined,
      input: JSON.stringify({ ...seedBlock, ...fields }),
    });
    const { history } = execution;
    const add = history.add.bind(history);
    history.add = (type, previous, details: EventDetails = {}) => {
      const id = add(type, previous, details);
      const { name } = details.stateEnteredEventDetails ?? {};
      if (name !== undefined) onEntered(name, execution);
      return id;
    };
    return execution;
  };

  return { world, run, watch, snapshot: () => snapshotOf(world.sandbox) };
};
