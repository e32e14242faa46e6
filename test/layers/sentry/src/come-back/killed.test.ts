import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { type ReconnectStrategy, reconnectStrategies } from '../../../../../layers/sentry/contract.ts';
import { comeBack } from '../../../../../layers/sentry/src/come-back/come-back.ts';
import { release } from '../../../../../layers/sentry/src/release.ts';
import { comeBackWorld, outageState } from '../../../../support/come-back-world.ts';
import { described, fakeEngine, kept, restarted } from '../../../../support/fake-engine.ts';

const startWorld = (reconnect: ReconnectStrategy) => {
  const engine = fakeEngine(
    described('agent', { state: 'paused', labels: {} }),
    ...[described('calm'), described('crashed', restarted), described('ended', { state: 'exited' })],
  );
  const containers = [kept('calm'), kept('crashed'), kept('ended'), kept('gone')];
  return { engine, tools: comeBackWorld(engine, outageState(containers, 'agent'), { reconnect }) };
};

/** Nothing is done any more from the nth call on; what had been written is all that is left. */
const killAt = (engine: ReturnType<typeof fakeEngine>, nth: number) => {
  let count = 0;
  engine.before = () => {
    count += 1;
    return count >= nth ? new Promise<never>(() => undefined) : undefined;
  };
};

const turns = async (): Promise<void> => {
  for (let count = 0; count < 50; count += 1) await turn();
};

/** Runs into the kill, and gives what the next start finds. */
const killedWorld = async (reconnect: ReconnectStrategy, nth: number) => {
  const { engine, tools } = startWorld(reconnect);
  killAt(engine, nth);
  void comeBack(tools);
  await turns();
  engine.before = () => undefined;
  const left = tools.written.at(-1) ?? tools.state.current;
  return { engine, tools: comeBackWorld(engine, JSON.parse(JSON.stringify(left)), { reconnect }) };
};

const cases = reconnectStrategies.flatMap((strategy) =>
  Array.from({ length: 16 }, (_, index) => [strategy, index + 1] as const),
);

describe('a sentry that is killed while it comes back', () => {
  it.each(cases)('by %s at call %i ends at the same when it is started again', async (strategy, nth) => {
    const expected = startWorld(strategy);
    const { status } = await comeBack(expected.tools);
    const { engine, tools } = await killedWorld(strategy, nth);
    expect(await comeBack(tools)).toMatchObject({ status, isAgentFree: true });
    expect(engine.containers).toEqual(expected.engine.containers);
    expect(Object.keys(tools.state.current.containers)).toEqual(Object.keys(expected.tools.state.current.containers));
  });

  it.each(cases)('by %s at call %i can be released', async (strategy, nth) => {
    const { engine, tools } = await killedWorld(strategy, nth);
    expect(await release(tools)).toMatchObject({ isReleased: true });
    const left = [...engine.containers.values()];
    expect(left.filter(({ id }) => id !== 'agent').map(({ restartPolicy }) => restartPolicy.Name)).toEqual(
      left.slice(1).map(() => 'no'),
    );
    expect(engine.containers.get('agent')?.state).toBe('running');
  });
});
