import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { ReconnectStrategy } from '../../../layers/sentry/contract.ts';
import { comeBack } from '../../../layers/sentry/src/come-back/come-back.ts';
import { outageRecord } from '../../../layers/sentry/src/come-back/tally.ts';
import { dockerEngine } from '../../../layers/sentry/src/docker-engine.ts';
import type { Engine } from '../../../layers/sentry/src/engine.ts';
import { release } from '../../../layers/sentry/src/release.ts';
import { comeBackWorld, outageState, protect } from '../../support/come-back-world.ts';
import { describeWithOwnEngine } from '../../support/programs.ts';
import { type SentryWorld, scripts, startSentryWorld } from '../../support/sentry-engine.ts';

const status = '{{.State.Status}}';

/** Once there is a file. */
const endsWhenTold = (exitCode: number): string =>
  `until [ -e /end ]; do sleep 0.1; done; busybox rm /end; exit ${exitCode}`;

describeWithOwnEngine([], 'coming back on a real Docker Engine', () => {
  let engine: Engine;
  let world: SentryWorld;

  beforeAll(async () => {
    world = await startSentryWorld();
    engine = dockerEngine(world.engine.host);
  }, 60_000);
  afterEach(() => world.clear());
  afterAll(() => world.remove());

  /** As in the middle of an outage: all are protected, the agent is paused. */
  const startOutage = async (...ids: string[]) => {
    const agent = world.runAgent();
    world.engine.docker('pause', agent);
    const containers = [];
    for (const id of ids) containers.push(await protect(engine, id));
    return { agent, state: outageState(containers, agent) };
  };

  const restart = (id: string): string => world.engine.docker('restart', '--time', '0', id);

  const look = async (id: string): Promise<string> => {
    const container = await engine.inspectContainer(id);
    return container === undefined ? 'gone' : `${container.state} ${container.restartPolicy.Name}`;
  };

  it.each<[ReconnectStrategy, string, object]>([
    ['cleanup', 'gone', { removed: 2, restored: 2, preserved: 0 }],
    ['rolling', 'gone', { removed: 2, restored: 2, preserved: 0 }],
    ['preserve', 'running no', { removed: 0, restored: 2, preserved: 2 }],
  ])(
    'by %s after containers have crashed, ended and run on',
    async (reconnect, after, counts) => {
      const calm = world.run();
      const ended = world.run({ script: endsWhenTold(0) });
      const crashed = world.run({ script: endsWhenTold(1) });
      const stubborn = world.run({ script: scripts.ignoresSigterm });
      const { agent, state } = await startOutage(calm, ended, crashed, stubborn);
      for (const id of [ended, crashed]) world.engine.docker('exec', id, 'busybox', 'touch', '/end');
      restart(stubborn);
      await world.until(crashed, '{{.RestartCount}} {{.State.Status}}', '1 running');
      await world.until(ended, status, 'exited');
      const tools = comeBackWorld(engine, state, { reconnect, stopTimeoutSeconds: 1 });
      expect(await comeBack(tools)).toMatchObject({ status: 'DONE', failed: [], isAgentFree: true });
      expect(await Promise.all([calm, ended, crashed, stubborn, agent].map(look))).toEqual([
        ...['running no', 'exited no', after, after, 'running no'],
      ]);
      expect(outageRecord(tools.state.current, reconnect)).toMatchObject({
        ...{ protected: 4, restartedByDocker: 2, failed: 0, ...counts },
      });
    },
    120_000,
  );

  it('by graceful once a newer container is healthy', async () => {
    const old = world.run();
    const { agent, state } = await startOutage(old);
    restart(old);
    const tools = comeBackWorld(engine, state, { reconnect: 'graceful' });
    expect(await comeBack(tools)).toMatchObject({ status: 'WAITING' });
    expect(await look(agent)).toBe('running no');
    const health = ['--health-cmd', '[ -e /ready ]', '--health-interval', '200ms', '--health-retries', '1'];
    const young = world.run({ options: health });
    await world.until(young, '{{.State.Health.Status}}', 'unhealthy');
    expect(await comeBack(tools)).toMatchObject({ status: 'WAITING' });
    world.engine.docker('exec', young, 'busybox', 'touch', '/ready');
    await world.until(young, '{{.State.Health.Status}}', 'healthy');
    expect(await comeBack(tools)).toMatchObject({ status: 'DONE' });
    expect(await Promise.all([old, young].map(look))).toEqual(['gone', 'running no']);
  }, 60_000);

  it('gives back the policies that containers had before, of whatever kind', async () => {
    const none = world.run();
    const counted = world.run({ options: ['--restart', 'on-failure:3'] });
    const always = world.run({ options: ['--restart', 'always'] });
    const { state } = await startOutage(none, counted, always);
    await comeBack(comeBackWorld(engine, state));
    expect(await Promise.all([none, counted, always].map(look))).toEqual([
      ...['running no', 'running on-failure', 'running always'],
    ]);
    expect(world.inspect(counted, '{{.HostConfig.RestartPolicy.MaximumRetryCount}}')).toBe('3');
  }, 60_000);

  it('removes what crashes so fast that Docker holds it back', async () => {
    const crashing = world.run({ script: 'sleep 0.2; exit 1' });
    const { state } = await startOutage(crashing);
    world.engine.docker('start', crashing);
    await world.until(crashing, `{{gt .RestartCount 2}} ${status}`, 'true restarting');
    expect(await comeBack(comeBackWorld(engine, state))).toMatchObject({ status: 'DONE' });
    expect(await look(crashing)).toBe('gone');
  }, 60_000);

  it('stops side by side, and waits for no paused container', async () => {
    const ids = Array.from({ length: 6 }, () => world.run({ script: scripts.ignoresSigterm }));
    const paused = world.run();
    const { state } = await startOutage(...ids, paused);
    for (const id of [...ids, paused]) restart(id);
    world.engine.docker('pause', paused);
    const tools = comeBackWorld(engine, state, { stopTimeoutSeconds: 5 });
    const startedAt = Date.now();
    let pausedTookMs = 0;
    const timed: Engine = {
      ...engine,
      remove: (id) => {
        if (id === paused) pausedTookMs = Date.now() - startedAt;
        return engine.remove(id);
      },
    };
    expect(await comeBack({ ...tools, engine: timed })).toMatchObject({ status: 'DONE' });
    // One after another: 30 s.
    expect(Date.now() - startedAt).toBeLessThan(20_000);
    expect(pausedTookMs).toBeGreaterThan(0);
    expect(pausedTookMs).toBeLessThan(5_000);
  }, 120_000);

  it('starts again what it was stopping when the link was lost', async () => {
    const [first, second] = [world.run({ script: scripts.ignoresSigterm }), world.run()];
    const { agent, state } = await startOutage(first, second);
    restart(first);
    restart(second);
    const tools = comeBackWorld(engine, state, { reconnect: 'rolling', stopTimeoutSeconds: 1 });
    const losing: Engine = {
      ...engine,
      stop: (id, seconds) => {
        tools.loseLink();
        return engine.stop(id, seconds);
      },
    };
    expect(await comeBack({ ...tools, engine: losing })).toMatchObject({ status: 'LINK_LOST' });
    expect(await Promise.all([first, second, agent].map(look))).toEqual([
      ...['running on-failure', 'running on-failure', 'paused no'],
    ]);
  }, 60_000);

  it('leaves an agent paused that somebody else has paused', async () => {
    const { agent, state } = await startOutage();
    await comeBack(comeBackWorld(engine, { ...state, pausedAgent: null }));
    expect(await look(agent)).toBe('paused no');
  }, 60_000);

  it('is released: policies and agent as they were, restarted containers left', async () => {
    const [calm, crashed, gone] = [world.run(), world.run(), world.run()];
    const { agent, state } = await startOutage(calm, crashed, gone);
    restart(crashed);
    world.engine.docker('rm', '--force', gone);
    const tools = comeBackWorld(engine, state);
    expect(await release(tools)).toMatchObject({ isReleased: true, agent: 'UNPAUSED' });
    expect(await Promise.all([calm, crashed, agent].map(look))).toEqual(['running no', 'running no', 'running no']);
    expect(await release(tools)).toMatchObject({ isReleased: true, agent: 'NOT_PAUSED', restored: [] });
  }, 60_000);
});
