import { describe, expect, it } from '@jest/globals';
import { reconnectStrategies } from '../../../../../layers/sentry/contract.ts';
import { comeBack } from '../../../../../layers/sentry/src/come-back/come-back.ts';
import type { ProtectedContainer } from '../../../../../layers/sentry/src/state.ts';
import { stateKeeper } from '../../../../../layers/sentry/src/state-keeper.ts';
import { DockerEngineError } from '../../../../../layers/shared/docker-request.ts';
import { comeBackWorld, outageState } from '../../../../support/come-back-world.ts';
import { described, type FakeEngine, fakeEngine, kept, restarted } from '../../../../support/fake-engine.ts';

const startWorld = (reconnect: (typeof reconnectStrategies)[number] = 'cleanup') => {
  const engine = fakeEngine(
    described('agent', { state: 'paused', labels: {} }),
    ...[described('calm'), described('crashed', restarted), described('stopped', { ...restarted, state: 'exited' })],
  );
  const containers: ProtectedContainer[] = [kept('calm'), kept('crashed'), kept('stopped')];
  return { engine, tools: comeBackWorld(engine, outageState(containers, 'agent'), { reconnect }) };
};

/** Makes the nth call fail, as often as it is told. */
const failCalls = (engine: FakeEngine, isToFail: (call: string, count: number) => boolean): void => {
  let count = 0;
  engine.before = (call) => {
    count += 1;
    if (isToFail(call, count)) throw new DockerEngineError('the Docker Engine answered 500: no', 500);
  };
};

const agentOf = (engine: FakeEngine) => engine.containers.get('agent')?.state;

describe('comeBack on an Engine that fails', () => {
  const cases = reconnectStrategies.flatMap((strategy) =>
    Array.from({ length: 14 }, (_, index) => [strategy, index + 1] as const),
  );

  it.each(cases)(
    'by %s ends at the same when call %i fails, and the agent runs after each pass',
    async (strategy, nth) => {
      const expected = startWorld(strategy);
      await comeBack(expected.tools);
      const { engine, tools } = startWorld(strategy);
      failCalls(engine, (_, count) => count === nth);
      const { isAgentFree } = await comeBack(tools);
      expect(isAgentFree).toBe(true);
      expect(agentOf(engine)).toBe('running');
      await comeBack(tools);
      expect(engine.containers).toEqual(expected.engine.containers);
      expect(tools.state.current.containers).toEqual(expected.tools.state.current.containers);
      expect(tools.state.current.tally).toEqual(expected.tools.state.current.tally);
    },
  );

  it('does the others where every call about one container fails, and says so', async () => {
    const { engine, tools } = startWorld();
    failCalls(engine, (call) => call === 'remove crashed');
    expect(await comeBack(tools)).toEqual({
      ...{ status: 'REPEAT', waiting: [], failed: ['name-crashed'], isAgentFree: true },
    });
    expect([...engine.containers.keys()]).toEqual(['agent', 'calm', 'crashed']);
    expect(tools.lines).toContain(
      'ERROR container name: name-crashed, ecs cluster: factory: the Docker Engine answered 500: no; it is tried again',
    );
    engine.before = () => undefined;
    expect(await comeBack(tools)).toMatchObject({ status: 'DONE' });
    expect(engine.containers.has('crashed')).toBe(false);
  });

  it('tries again when the agent cannot be unpaused', async () => {
    const { engine, tools } = startWorld();
    failCalls(engine, (call) => call === 'unpause agent');
    expect(await comeBack(tools)).toMatchObject({ status: 'REPEAT', isAgentFree: false });
    expect(tools.state.current.pausedAgent).toBe('agent');
    engine.before = () => undefined;
    expect(await comeBack(tools)).toMatchObject({ status: 'DONE', isAgentFree: true });
    expect(agentOf(engine)).toBe('running');
  });

  it('does not wait for a hundred containers where the Engine does not answer', async () => {
    const hundred = Array.from({ length: 100 }, (_, index) => kept(`c${index}`));
    const engine = fakeEngine();
    let calls = 0;
    engine.before = () => {
      calls += 1;
      throw new DOMException('no answer', 'TimeoutError');
    };
    const tools = comeBackWorld(engine, outageState(hundred, 'agent'));
    expect(await comeBack(tools)).toMatchObject({ status: 'REPEAT', isAgentFree: false });
    expect(calls).toBeLessThan(20);
    expect(Object.keys(tools.state.current.containers)).toHaveLength(100);
  });

  it('unpauses the agent where the state file cannot be written', async () => {
    const { engine, tools } = startWorld();
    const full = {
      ...tools,
      state: stateKeeper(tools.state.current, () => Promise.reject(new Error('no space left'))),
    };
    expect(await comeBack(full)).toMatchObject({ status: 'DONE', isAgentFree: true });
    expect(agentOf(engine)).toBe('running');
    expect(tools.lines).toContain('ERROR state file could not be written: no space left');
  });
});

describe('comeBack when the link is lost again', () => {
  it('begins nothing more, starts what it has stopped, and leaves the agent paused', async () => {
    const { engine, tools } = startWorld('rolling');
    engine.before = (call) => {
      if (call === 'stop -t 10 crashed') tools.loseLink();
    };
    expect(await comeBack(tools)).toMatchObject({ status: 'LINK_LOST', isAgentFree: false });
    expect(engine.changes).toEqual(['policy no calm', 'stop -t 10 crashed', 'start crashed']);
    expect(agentOf(engine)).toBe('paused');
    const { containers, outageEndedAt } = tools.state.current;
    expect(outageEndedAt).toBeNull();
    expect(Object.keys(containers)).toEqual(['crashed', 'stopped']);
    expect(containers.crashed).toMatchObject({ isBeingStopped: false });
  });

  it('keeps the mark of what it could not start again, for the next outage', async () => {
    const { engine, tools } = startWorld('rolling');
    engine.before = (call) => {
      if (call === 'stop -t 10 crashed') tools.loseLink();
      if (call === 'start crashed') throw new Error('no');
    };
    await comeBack(tools);
    expect(tools.state.current.containers.crashed).toMatchObject({ isBeingStopped: true });
  });

  it('has marked in the state file what it stops before it stops it', async () => {
    const { engine, tools } = startWorld();
    let atStop: boolean | undefined;
    engine.before = (call) => {
      if (call === 'stop -t 10 crashed') atStop = tools.written.at(-1)?.containers.crashed?.isBeingStopped;
    };
    await comeBack(tools);
    expect(atStop).toBe(true);
  });

  it('does nothing at all where it was lost before', async () => {
    const { engine, tools } = startWorld('graceful');
    tools.loseLink();
    expect(await comeBack(tools)).toMatchObject({ status: 'LINK_LOST' });
    expect(engine.changes).toEqual([]);
  });
});
