import { describe, expect, it } from '@jest/globals';
import { clusterLabel } from '../../../../layers/sentry/contract.ts';
import type { Clock } from '../../../../layers/sentry/src/clock.ts';
import type { EngineEvent } from '../../../../layers/sentry/src/engine.ts';
import { initialState } from '../../../../layers/sentry/src/state.ts';
import { stateKeeper } from '../../../../layers/sentry/src/state-keeper.ts';
import { watchContainers } from '../../../../layers/sentry/src/watch-containers.ts';
import { described, type FakeEngine, fakeEngine } from '../../../support/fake-engine.ts';

const agentImage = 'amazon/amazon-ecs-agent:latest';
const agent = described('agent', { image: agentImage, labels: {} });
const calm = described('calm', { restartPolicy: { Name: 'no', MaximumRetryCount: 0 } });
const own = described('own', { restartPolicy: { Name: 'always', MaximumRetryCount: 0 } });

type Happening = () => Omit<EngineEvent, 'time'>;

const ofEcs = (action: string, containerId: string): Omit<EngineEvent, 'time'> => ({
  ...{ action, containerId },
  labels: { [clusterLabel]: 'factory', image: 'web' },
});

/** Watches while these things happen, one after the other; then the Engine ends its stream, and so the watch ends. */
const watch = async (engine: FakeEngine, ...happenings: Happening[]) => {
  const lines: string[] = [];
  const calls: string[] = [];
  const stop = new AbortController();
  engine.before = (call) => void calls.push(call);
  engine.events = async function* () {
    for (const happening of happenings) {
      // After what is under way, the look at all among it.
      await new Promise((resolve) => setImmediate(resolve));
      yield { ...happening(), time: 0 };
    }
  };
  const clock: Clock = { now: () => new Date(), sleep: async () => stop.abort() };
  const watched = watchContainers({
    ...{ engine, clock, dockerHost: 'unix:///nowhere' },
    state: stateKeeper(initialState(), async () => undefined),
    log: { path: null, problem: null, write: (_, tag, message) => void lines.push(`[${tag}] ${message}`) },
  });
  await watched.run(stop.signal);
  return { lines, calls, checks: watched.findings().map(({ check }) => check) };
};

describe('watching containers', () => {
  it('describes each once at the start and says what will bite', async () => {
    const { lines, calls, checks } = await watch(fakeEngine(agent, calm, own));
    expect(calls).toEqual(['list', 'inspect agent', 'inspect calm', 'inspect own']);
    expect(checks).toEqual(['restart policy']);
    expect(lines).toEqual([expect.stringMatching(/^\[warning\] .*name-own \(always\).*; take the policy away/)]);
  });

  it('describes one that starts, and no other', async () => {
    const engine = fakeEngine(agent, calm);
    const { calls, lines } = await watch(engine, () => {
      engine.containers.set('own', own);
      return ofEcs('start', 'own');
    });
    expect(calls.slice(3)).toEqual(['inspect own']);
    expect(lines).toHaveLength(1);
  });

  it('forgets one that is gone, and one that has come right', async () => {
    const engine = fakeEngine(agent, own, described('other', { restartPolicy: own.restartPolicy }));
    const { checks } = await watch(
      engine,
      () => ofEcs('destroy', 'own'),
      () => {
        engine.containers.set('other', calm);
        return ofEcs('start', 'other');
      },
    );
    expect(checks).toEqual([]);
  });

  it('looks at the agent when something happens to it', async () => {
    const engine = fakeEngine(agent);
    const { lines, checks } = await watch(engine, () => {
      engine.containers.set('agent', { ...agent, state: 'exited', exitCode: 2 });
      return { action: 'die', containerId: 'agent', labels: { image: agentImage } };
    });
    expect(checks).toEqual(['agent container']);
    expect(lines).toEqual([expect.stringContaining('name-agent is exited, with exit code 2')]);
  });

  it.each([
    ['a container that is not of ECS', { action: 'start', containerId: 'x', labels: { image: 'web' } }],
    ['what changes nothing', ofEcs('die', 'calm')],
  ])('does nothing about %s', async (_, event) => {
    const { calls } = await watch(fakeEngine(agent, calm), () => event);
    expect(calls).toEqual(['list', 'inspect agent', 'inspect calm']);
  });

  it('says that the Engine cannot be asked', async () => {
    const engine = fakeEngine(agent);
    engine.listContainers = () => Promise.reject(Object.assign(new Error('connect ENOENT'), { code: 'ENOENT' }));
    const { lines, checks } = await watch(engine);
    expect(checks).toEqual(['docker engine']);
    expect(lines).toEqual([expect.stringContaining('there is no socket at this address')]);
  });
});
