import { describe, expect, it } from '@jest/globals';
import { type ReconnectStrategy, reconnectStrategies } from '../../../../../layers/sentry/contract.ts';
import { comeBack } from '../../../../../layers/sentry/src/come-back/come-back.ts';
import { outageRecord, outageTold } from '../../../../../layers/sentry/src/come-back/tally.ts';
import { initialState } from '../../../../../layers/sentry/src/state.ts';
import { comeBackWorld, outageState } from '../../../../support/come-back-world.ts';
import { described, fakeEngine, kept, restarted } from '../../../../support/fake-engine.ts';

const agent = described('agent', { state: 'paused', labels: {}, image: 'amazon/amazon-ecs-agent:latest' });

/** One that runs on, one that Docker and one that the sentry restarted, one that has ended, one that is gone. */
const five = () => ({
  engine: fakeEngine(
    agent,
    described('calm'),
    described('crashed', restarted),
    described('down', restarted),
    described('ended', { state: 'exited' }),
  ),
  state: outageState(
    [kept('calm'), kept('crashed'), kept('down', { wasStartedBySentry: true }), kept('ended'), kept('gone')],
    'agent',
  ),
});

const now = () => new Date('2026-11-20T11:00:00Z');

const comeBackBy = async (reconnect: ReconnectStrategy) => {
  const { engine, state } = five();
  const tools = comeBackWorld(engine, state, { reconnect }, now);
  return { engine, tools, result: await comeBack(tools) };
};

const counts = { protected: 5, restartedByDocker: 1, startedBySentry: 1, failed: 0 };

describe('comeBack', () => {
  it('cleans up: policies back, restarted containers removed, the agent last', async () => {
    const { engine, tools, result } = await comeBackBy('cleanup');
    expect(result).toEqual({ status: 'DONE', waiting: [], failed: [], isAgentFree: true });
    expect(engine.changes.slice(0, 2)).toEqual(['policy no calm', 'policy no ended']);
    const removals = ['remove crashed', 'remove down', 'stop -t 10 crashed', 'stop -t 10 down'];
    expect(engine.changes.slice(2, -1).toSorted()).toEqual(removals);
    expect(engine.changes.at(-1)).toBe('unpause agent');
    expect(outageRecord(tools.state.current, 'cleanup')).toEqual({
      ...{ version: 1, startedAt: '2026-11-20T10:00:00.000Z', endedAt: '2026-11-20T11:00:00.000Z' },
      ...{ reason: 'dns: no such name', reconnect: 'cleanup', ...counts, removed: 2, restored: 2, preserved: 0 },
    });
    expect(outageTold(tools.state.current)).toEqual({
      ...initialState(),
      reachedEndpoint: 'ecs.eu-west-1.amazonaws.com:443',
    });
  });

  it('says what it does in the original’s words', async () => {
    const { tools } = await comeBackBy('cleanup');
    expect(tools.lines).toEqual([
      'INFO container name: name-gone, ecs cluster: factory: container is gone',
      'INFO container name: name-calm, ecs cluster: factory: set container restart policy back to no',
      'INFO container name: name-ended, ecs cluster: factory: set container restart policy back to no',
      'INFO container name: name-crashed, ecs cluster: factory: container has been restarted by docker, stopping & removing..',
      'INFO container name: name-down, ecs cluster: factory: container has been restarted by the sentry, stopping & removing..',
      'INFO ecs agent unpaused..',
    ]);
  });

  it('rolls: one container after another', async () => {
    const { engine, result } = await comeBackBy('rolling');
    expect(result.status).toBe('DONE');
    expect(engine.changes.slice(2)).toEqual([
      ...['stop -t 10 crashed', 'remove crashed', 'stop -t 10 down', 'remove down', 'unpause agent'],
    ]);
  });

  it('preserves: nothing is stopped, all have their own policies', async () => {
    const { engine, tools, result } = await comeBackBy('preserve');
    expect(result.status).toBe('DONE');
    expect(engine.changes.toSorted()).toEqual([
      ...['policy no calm', 'policy no crashed', 'policy no down', 'policy no ended', 'unpause agent'],
    ]);
    expect(outageRecord(tools.state.current, 'preserve')).toMatchObject({
      ...counts,
      removed: 0,
      restored: 2,
      preserved: 2,
    });
  });

  it('sees a container that crashes while its policy goes back', async () => {
    const engine = fakeEngine(described('a'));
    engine.before = (call) => {
      if (call === 'policy no a') engine.containers.set('a', described('a', restarted));
    };
    const tools = comeBackWorld(engine, outageState([kept('a')], null));
    expect(await comeBack(tools)).toMatchObject({ status: 'DONE' });
    expect(engine.changes).toEqual(['policy no a', 'stop -t 10 a', 'remove a']);
  });

  it('removes a container that restarts while another is being stopped', async () => {
    const engine = fakeEngine(described('slow', restarted), described('quick'));
    engine.before = (call) => {
      // Between the two, Docker restarts it by the policy that it still has.
      if (call === 'inspect quick' && engine.changes.length === 0)
        engine.containers.set('quick', described('quick', restarted));
    };
    const tools = comeBackWorld(engine, outageState([kept('slow'), kept('quick')], null), { reconnect: 'rolling' });
    await comeBack(tools);
    expect(engine.changes).toEqual(['stop -t 10 slow', 'remove slow', 'stop -t 10 quick', 'remove quick']);
  });

  it.each(reconnectStrategies)('never touches by %s a container that it has not changed', async (reconnect) => {
    const own = { restartPolicy: { Name: 'on-failure', MaximumRetryCount: 5 }, ...restarted };
    const engine = fakeEngine(described('own', own), described('a', restarted));
    await comeBack(comeBackWorld(engine, outageState([kept('a')], null), { reconnect }));
    expect(engine.containers.get('own')).toEqual(described('own', own));
    expect(engine.changes.filter((change) => change.endsWith(' own'))).toEqual([]);
  });

  it.each(['inspect calm', 'policy no calm', 'inspect crashed', 'stop -t 10 crashed', 'remove crashed'])(
    'goes on where a container vanishes at %s',
    async (vanishing) => {
      const { engine, state } = five();
      engine.before = (call) => {
        if (call === vanishing) engine.containers.delete(vanishing.split(' ').at(-1) ?? '');
      };
      const tools = comeBackWorld(engine, state, {}, now);
      expect(await comeBack(tools)).toMatchObject({ status: 'DONE', failed: [], isAgentFree: true });
      expect(tools.state.current.containers).toEqual({});
    },
  );

  it('leaves an agent alone that somebody else has paused', async () => {
    const engine = fakeEngine(agent, described('a'));
    await comeBack(comeBackWorld(engine, outageState([kept('a')], null)));
    expect(engine.containers.get('agent')?.state).toBe('paused');
  });

  it.each([
    ['gone', undefined, 'INFO the ecs agent that was paused is gone'],
    ['unpaused by somebody', 'running', 'INFO ecs agent runs: somebody else has unpaused it'],
    [
      'ended by a crash of the Engine',
      'exited',
      'WARNING the ecs agent that was paused has exited; where no other one runs: systemctl restart ecs',
    ],
    ['dead', 'dead', 'WARNING the ecs agent that was paused is dead; where no other one runs: systemctl restart ecs'],
    ['being restarted', 'restarting', 'WARNING ecs agent is restarting, not paused'],
  ])('says that the agent is %s', async (_, state, line) => {
    const engine = state === undefined ? fakeEngine() : fakeEngine({ ...agent, state });
    const tools = comeBackWorld(engine, outageState([], 'agent'));
    expect(await comeBack(tools)).toMatchObject({ status: 'DONE', isAgentFree: true });
    expect(tools.lines).toEqual([line]);
    expect(tools.state.current.pausedAgent).toBeNull();
  });
});
