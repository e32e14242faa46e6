import { describe, expect, it } from '@jest/globals';
import { comeBack } from '../../../../../layers/sentry/src/come-back/come-back.ts';
import { outageRecord } from '../../../../../layers/sentry/src/come-back/tally.ts';
import type { DescribedContainer } from '../../../../../layers/sentry/src/engine.ts';
import { comeBackWorld, outageState } from '../../../../support/come-back-world.ts';
import { described, fakeEngine, kept, restarted } from '../../../../support/fake-engine.ts';

const agent = described('agent', { state: 'paused', labels: {} });
const onlineAt = Date.parse('2026-11-20T11:00:00Z');

/** Two restarted containers of one service and one that runs on, and an agent; the link is back. */
const startWorld = (...more: DescribedContainer[]) => {
  const engine = fakeEngine(agent, described('a', restarted), described('b', restarted), described('calm'), ...more);
  const clock = { now: onlineAt };
  const state = outageState([kept('a'), kept('b'), kept('calm')], 'agent');
  const tools = comeBackWorld(engine, state, { reconnect: 'graceful' }, () => new Date(clock.now));
  return { engine, tools, clock };
};

const newer = (id: string, changes: Partial<DescribedContainer> = {}): DescribedContainer =>
  described(id, { restartPolicy: { Name: 'no', MaximumRetryCount: 0 }, startedAt: '2026-11-20T11:00:20Z', ...changes });

describe('comeBack by graceful', () => {
  it('unpauses the agent first and lets what was restarted go on', async () => {
    const { engine, tools } = startWorld();
    expect(await comeBack(tools)).toEqual({
      ...{ status: 'WAITING', waiting: ['name-a', 'name-b'], failed: [], isAgentFree: true },
    });
    expect(engine.changes).toEqual(['unpause agent', 'policy no calm']);
    expect(tools.state.current).toMatchObject({ phase: 'RECONCILING', outageEndedAt: '2026-11-20T11:00:00.000Z' });
  });

  it('removes one restarted container for each newer one, once', async () => {
    const { engine, tools } = startWorld();
    await comeBack(tools);
    engine.containers.set('c', newer('c'));
    expect(await comeBack(tools)).toMatchObject({ status: 'WAITING', waiting: ['name-b'] });
    expect(await comeBack(tools)).toMatchObject({ status: 'WAITING', waiting: ['name-b'] });
    engine.containers.set('d', newer('d'));
    expect(await comeBack(tools)).toMatchObject({ status: 'DONE', waiting: [] });
    expect(engine.changes.slice(2)).toEqual(['stop -t 10 a', 'remove a', 'stop -t 10 b', 'remove b']);
    expect(outageRecord(tools.state.current, 'graceful')).toMatchObject({
      ...{ protected: 3, restartedByDocker: 2, removed: 2, restored: 1, failed: 0 },
    });
  });

  it.each<[string, Partial<DescribedContainer>]>([
    ['is of another family', { labels: {} }],
    ['was there before the link was back', { startedAt: '2026-11-20T10:59:59.999999999Z' }],
    ['does not run', { state: 'exited' }],
    ['is not healthy yet', { health: 'starting' }],
    ['is unhealthy', { health: 'unhealthy' }],
  ])('does not take a container for a newer one that %s', async (_, changes) => {
    const { tools } = startWorld(newer('c', changes));
    expect(await comeBack(tools)).toMatchObject({ status: 'WAITING', waiting: ['name-a', 'name-b'] });
  });

  it('takes one that is healthy', async () => {
    const { tools } = startWorld(newer('c', { health: 'healthy' }));
    expect(await comeBack(tools)).toMatchObject({ waiting: ['name-b'] });
  });

  it('lets a newer one go whose health turns before its turn comes', async () => {
    const { engine, tools } = startWorld(newer('c'));
    engine.before = (call) => {
      if (call === 'inspect c') engine.containers.delete('c');
    };
    expect(await comeBack(tools)).toMatchObject({ waiting: ['name-a', 'name-b'] });
  });

  it('gives up waiting after --reconnect-timeout', async () => {
    const { engine, tools, clock } = startWorld();
    await comeBack(tools);
    clock.now = onlineAt + 299_999;
    expect(await comeBack(tools)).toMatchObject({ status: 'WAITING' });
    clock.now = onlineAt + 300_000;
    expect(await comeBack(tools)).toMatchObject({ status: 'DONE' });
    expect([...engine.containers.keys()]).toEqual(['agent', 'calm']);
  });

  it('removes at once what has stopped meanwhile, as by the agent', async () => {
    const { engine, tools } = startWorld();
    await comeBack(tools);
    engine.containers.set('a', described('a', { ...restarted, state: 'exited' }));
    expect(await comeBack(tools)).toMatchObject({ waiting: ['name-b'] });
    expect(engine.changes.slice(2)).toEqual(['remove a']);
  });

  it('goes on with a removal during which the sentry was killed', async () => {
    const { tools, engine } = startWorld();
    await tools.state.change((state) => ({
      ...state,
      containers: { ...state.containers, a: kept('a', { isBeingStopped: true }) },
    }));
    expect(await comeBack(tools)).toMatchObject({ waiting: ['name-b'] });
    expect(engine.containers.has('a')).toBe(false);
  });

  it('waits on where newer containers cannot be looked for', async () => {
    const { engine, tools } = startWorld(newer('c'));
    engine.before = (call) => {
      if (call === 'list') throw new Error('the Docker Engine answered 500');
    };
    expect(await comeBack(tools)).toMatchObject({ status: 'WAITING', waiting: ['name-a', 'name-b'] });
    expect(tools.lines.at(-1)).toBe(
      'ERROR newer containers could not be looked for: the Docker Engine answered 500; it is tried again',
    );
  });
});
