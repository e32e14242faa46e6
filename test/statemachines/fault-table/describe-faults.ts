import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { roundsOf, type StepCall, stepCalls } from './calls.ts';
import {
  type Base,
  type FaultWorld,
  type Runbook,
  type SeenRun,
  type SpecName,
  startFaultWorld,
} from './fault-world.ts';
import { costOf, denialOf, faultOf, isDeniable, type Trouble, trouble } from './faults.ts';
import { type Ending, isBad, judgeDenial, layerOf } from './judge.ts';
import { withoutNumbers } from './standing.ts';
import { createTable } from './table.ts';

/** A run that is to survive faults. */
export interface Subject {
  title: string;
  runbook: Runbook;
  spec: SpecName;
  /** What stands before it. */
  base: Base;
  /** A lock of a run that has ended lies there. */
  isLockLeft?: boolean;
  /** How it ends without faults. */
  ending: Ending;
  /** Which of its calls are struck; all of them where it is absent. */
  isStruck?(call: StepCall): boolean;
}

const minutes = 60_000;

const legend = `Which layer got the run over the fault: SDK = a further try in the same invocation, step = it looked and did it again,
machine = Retry of the state, loop = the next look, WARN = the run went on without and says so. denied: 'undone' = named error, all
as before; 'left, with the command' = what could not be undone is listed with the command; 'finished next' = named error, and the
next run finished. once = 1 call; more = more calls than the SDK's 4 tries; answer = the work was done and the answer an error
(4 times), or lost with the connection.`;

/** Tests of a subject: each call of each step with each fault. What came of it is printed at the end. */
export const describeFaults = (subject: Subject): void => {
  const { title, runbook, spec, base, ending, isStruck = () => true } = subject;
  const table = createTable(title);
  let world: FaultWorld;
  let clean: SeenRun;
  /** What stands after a run without faults. */
  let reached: string[];
  let calls: StepCall[];

  const prepare = async (): Promise<string[]> => {
    const before = await world.goTo(base);
    if (subject.isLockLeft) await world.leaveLock();
    return before;
  };
  const run = () => world.run(runbook, spec);

  beforeAll(async () => {
    world = await startFaultWorld();
    await prepare();
    clean = await run();
    reached = withoutNumbers(await world.standing());
    calls = stepCalls(clean.calls).filter(isStruck);
  }, 15 * minutes);

  afterAll(async () => {
    process.stdout.write(`${table.print(calls)}${legend}\n`);
    await world.close();
  });

  /** Strikes each of the calls in one run, and says how it got over each. */
  const strike = async (round: readonly StepCall[], kind: Trouble): Promise<string[]> => {
    await prepare();
    const faults = round.flatMap((call) => faultOf(call, kind) ?? []);
    for (const fault of faults) world.sandbox.faults.add(fault);
    const ended = await run();
    world.sandbox.faults.clear();
    const after = withoutNumbers(await world.standing());
    return round.map((call, at) => {
      const layer = layerOf(call, faults[at], { run: ended, clean, ending });
      const isAsClean = isBad(layer) || after.join() === reached.join();
      return isAsClean ? layer : `BAD: it stands ${after.join('; ')}`;
    });
  };

  const survive = async (kind: Trouble): Promise<void> => {
    // Clients stop trying again when too much has failed in their life: each kind of fault that outlasts them gets new ones.
    if (kind.endsWith('more')) await world.sandbox.services.lambda.close();
    const struck = calls.filter((call) => faultOf(call, kind) !== undefined);
    for (const round of roundsOf(struck, costOf(kind))) {
      const together = await strike(round, kind);
      for (const [at, call] of round.entries()) {
        // A run that fails ends for all: each of its calls shows by itself whether it was to blame.
        const what = together.some(isBad) ? (await strike([call], kind))[0] : together[at];
        table.add(call, kind, what ?? '');
      }
    }
  };

  const deny = async (call: StepCall): Promise<string> => {
    const before = await prepare();
    world.sandbox.faults.add(denialOf(call));
    const ended = await run();
    world.sandbox.faults.clear();
    const lockOwner = await world.lockOwner();
    if (runbook === 'deploy-service') {
      return judgeDenial(call, ended, { before, after: await world.standing(), lockOwner }, ending);
    }
    const next = await run();
    if (next.status !== 'SUCCEEDED') return `BAD: the next run ended in ${next.error}: ${next.cause}`;
    const after = withoutNumbers(await world.standing());
    return judgeDenial(call, ended, { before: reached, after, lockOwner }).replace('undone', 'finished next');
  };

  describe(title, () => {
    it('ends as it should without faults', () => {
      expect({ status: clean.status, error: clean.error }).toEqual({ status: ending.status, error: ending.error });
      expect(calls.length).toBeGreaterThan(0);
    });

    it.each(trouble)(
      'survives every call: %s',
      async (kind) => {
        await survive(kind);
        expect(table.bad(kind)).toEqual([]);
      },
      15 * minutes,
    );

    it(
      'names what it is denied, and leaves nothing behind',
      async () => {
        for (const call of calls.filter(isDeniable)) table.add(call, 'denied', await deny(call));
        expect(table.bad('denied')).toEqual([]);
      },
      15 * minutes,
    );

    it(
      'does nothing twice where the answer of each state’s function is lost',
      async () => {
        await prepare();
        const fault = { service: 'lambda', operation: 'Invoke', error: 'ServiceException', status: 500, after: true };
        // The second try is answered, so that the next state's first one has an odd number again.
        for (let call = 1; call < 200; call += 2) world.sandbox.faults.add({ ...fault, call });
        const ended = await run();
        world.sandbox.faults.clear();
        expect({ status: ended.status, error: ended.error }).toEqual({ status: ending.status, error: ending.error });
        expect(withoutNumbers(await world.standing())).toEqual(reached);
      },
      5 * minutes,
    );
  });
};
