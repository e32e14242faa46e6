import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { dockerEngine } from '../../../../layers/sentry/src/docker-engine.ts';
import type { Engine, EngineEvent } from '../../../../layers/sentry/src/engine.ts';
import { describeWithOwnEngine } from '../../../support/programs.ts';
import { type SentryWorld, scripts, startSentryWorld } from '../../../support/sentry-engine.ts';

const gone = 'f'.repeat(64);
const status = '{{.State.Status}}';
const always = { Name: 'always', MaximumRetryCount: 0 };

describeWithOwnEngine([], 'the client of the Docker Engine', () => {
  let world: SentryWorld;
  let engine: Engine;

  beforeAll(async () => {
    world = await startSentryWorld();
    engine = dockerEngine(world.engine.host);
  }, 60_000);
  afterEach(() => world.clear());
  afterAll(() => world.remove());

  it('lists containers of all states', async () => {
    const ids = [world.run(), world.runAgent(), world.run({ script: scripts.exitsWell })];
    await world.until(ids[2] ?? '', status, 'exited');
    const listed = await engine.listContainers();
    expect(listed.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(listed.map(({ state }) => state).sort()).toEqual(['exited', 'running', 'running']);
  });

  it('lists those that have a label', async () => {
    const id = world.run({ family: 'db' });
    world.runAgent();
    expect(await engine.listContainers(['com.amazonaws.ecs.cluster'])).toEqual([
      {
        id,
        name: expect.stringMatching(/^ecs-db-1-app-/),
        image: 'ecs-runbooks-test/busybox',
        state: 'running',
        labels: expect.objectContaining({ 'com.amazonaws.ecs.cluster': 'factory' }),
      },
    ]);
  });

  it('describes what is decided by', async () => {
    const options = ['--restart', 'on-failure:3', '--log-opt', 'max-size=1m', '--health-cmd', 'true'];
    const id = world.run({ script: scripts.crashesAfter(0, 3), options });
    await world.until(id, '{{.RestartCount}} {{.State.Status}}', '3 exited');
    expect(await engine.inspectContainer(id)).toMatchObject({
      id,
      state: 'exited',
      restartCount: 3,
      restartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
      isAutoRemoved: false,
      exitCode: 3,
      startedAt: expect.stringMatching(/^20\d\d-/),
      finishedAt: expect.stringMatching(/^20\d\d-/),
      health: expect.stringMatching(/starting|unhealthy/),
      logDriver: 'json-file',
      logOptions: { 'max-size': '1m' },
    });
  });

  it('knows no health where nothing checks it', async () => {
    expect(await engine.inspectContainer(world.run())).toMatchObject({ health: null });
  });

  it('sets a policy', async () => {
    const id = world.run();
    expect(await engine.updateRestartPolicy(id, always)).toBe(true);
    expect(world.inspect(id, '{{.HostConfig.RestartPolicy.Name}}')).toBe('always');
  });

  it('fails with the reason for one that is removed when it ends', async () => {
    const id = world.run({ options: ['--rm'] });
    await expect(engine.updateRestartPolicy(id, always)).rejects.toMatchObject({
      name: 'DockerEngineError',
      status: 409,
      message: expect.stringContaining('AutoRemove is enabled'),
    });
  });

  it.each(['inspectContainer', 'pause', 'unpause', 'start', 'remove'] as const)(
    'takes a container that is gone as a fact in %s',
    async (name) => {
      expect(await engine[name](gone)).toBe(name === 'inspectContainer' ? undefined : false);
    },
  );

  it('takes it so where it is updated or stopped', async () => {
    expect(await engine.updateRestartPolicy(gone, always)).toBe(false);
    expect(await engine.stop(gone, 1)).toBe(false);
  });

  it('pauses, unpauses, stops and starts, and again', async () => {
    const id = world.run();
    expect([await engine.pause(id), await engine.pause(id), world.inspect(id, status)]).toEqual([true, true, 'paused']);
    expect([await engine.unpause(id), await engine.unpause(id), world.inspect(id, status)]).toEqual([
      true,
      true,
      'running',
    ]);
    expect([await engine.stop(id, 5), await engine.stop(id, 5), world.inspect(id, status)]).toEqual([
      true,
      true,
      'exited',
    ]);
    expect([await engine.start(id), await engine.start(id), world.inspect(id, status)]).toEqual([
      true,
      true,
      'running',
    ]);
  });

  it('stops a paused container as soon as it hears SIGTERM', async () => {
    const id = world.run();
    await engine.pause(id);
    const before = Date.now();
    expect(await engine.stop(id, 20)).toBe(true);
    expect(Date.now() - before).toBeLessThan(3_000);
    expect(world.inspect(id, '{{.State.ExitCode}}')).toBe('143');
  });

  it('kills what does not, after the seconds', async () => {
    const id = world.run({ script: scripts.ignoresSigterm });
    expect(await engine.stop(id, 1)).toBe(true);
    expect(world.inspect(id, '{{.State.ExitCode}}')).toBe('137');
  });

  it('removes with its anonymous volumes', async () => {
    const id = world.run({ script: scripts.exitsWell, options: ['--volume', '/data'] });
    await world.until(id, status, 'exited');
    expect(await engine.remove(id)).toBe(true);
    expect(world.engine.docker('volume', 'ls', '--quiet')).toBe('');
  });

  it('does not remove what runs', async () => {
    await expect(engine.remove(world.run())).rejects.toMatchObject({ status: 409 });
  });

  it('tells what happens from now on, until the signal', async () => {
    const stop = new AbortController();
    const events: EngineEvent[] = [];
    const listening = (async () => {
      for await (const event of engine.events(stop.signal)) {
        events.push(event);
        if (event.action === 'destroy') stop.abort();
      }
    })();
    await engine.listContainers();
    const id = world.run({ script: scripts.exitsWell, options: ['--health-cmd', 'true', '--health-interval', '1s'] });
    await world.until(id, status, 'exited');
    await engine.remove(id);
    await listening;
    expect(events.map(({ action }) => action)).toEqual(['create', 'start', 'die', 'destroy']);
    expect(events[2]).toMatchObject({
      containerId: id,
      labels: { exitCode: '0', 'com.amazonaws.ecs.cluster': 'factory' },
    });
    expect(Math.abs((events[2]?.time ?? 0) - Date.now() / 1000)).toBeLessThan(10);
  });

  it('ends the events when the Engine ends, and knows that another one has started', async () => {
    const before = await engine.startedAt();
    const listening = (async () => {
      for await (const _event of engine.events(new AbortController().signal));
    })();
    await engine.listContainers();
    await world.engine.kill();
    await expect(listening).resolves.toBeUndefined();
    await expect(engine.listContainers()).rejects.toMatchObject({ code: expect.stringMatching(/ENOENT|ECONNREFUSED/) });
    await expect(engine.events(new AbortController().signal)[Symbol.asyncIterator]().next()).rejects.toThrow();
    await world.engine.start();
    const after = await engine.startedAt();
    expect(Date.parse(after ?? '')).toBeGreaterThan(Date.parse(before ?? ''));
  }, 30_000);

  it('gives a frozen Engine no longer than the limit', async () => {
    world.engine.freeze();
    const hasty = dockerEngine(world.engine.host, 200);
    const failures = await Promise.allSettled([
      hasty.listContainers(),
      hasty.pause(gone),
      hasty.events(new AbortController().signal)[Symbol.asyncIterator]().next(),
    ]);
    world.engine.thaw();
    expect(failures).toEqual(
      ['GET /containers/json', `POST /containers/${gone}/pause`, 'GET /events'].map((what) => ({
        status: 'rejected',
        reason: expect.objectContaining({
          name: 'TimeoutError',
          message: `the Docker Engine did not answer ${what} in 0.2 s`,
        }),
      })),
    );
  });
});
