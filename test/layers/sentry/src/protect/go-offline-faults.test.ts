import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { dockerEngine } from '../../../../../layers/sentry/src/docker-engine.ts';
import type { Engine } from '../../../../../layers/sentry/src/engine.ts';
import { type OutageChanges, type OutageWorld, startOutage } from '../../../../support/outage-world.ts';
import { describeWithOwnEngine } from '../../../../support/programs.ts';
import { type SentryWorld, scripts, startSentryWorld } from '../../../../support/sentry-engine.ts';

const status = '{{.State.Status}}';
const policy = '{{.HostConfig.RestartPolicy.Name}}';
const both = `${status} ${policy}`;

const broken = () => Promise.reject(new Error('broken'));

describeWithOwnEngine([], 'going offline when something goes wrong', () => {
  let world: SentryWorld;
  let engine: Engine;
  let since: Date;
  const outage = (changes?: Partial<OutageChanges>): OutageWorld => startOutage(engine, since, changes);

  beforeAll(async () => {
    world = await startSentryWorld();
    engine = dockerEngine(world.engine.host, 2_000);
  }, 60_000);
  beforeEach(() => {
    since = new Date();
  });
  afterEach(() => world.clear());
  afterAll(() => world.remove());

  it('goes on where a container vanishes while it is handled', async () => {
    const [vanishing, other] = [world.run(), world.run()];
    const updateRestartPolicy: Engine['updateRestartPolicy'] = async (id, wanted) => {
      if (id === vanishing) world.engine.docker('rm', '--force', id);
      return engine.updateRestartPolicy(id, wanted);
    };
    const { look, state } = outage({ engine: { updateRestartPolicy } });
    expect(await look()).toMatchObject({ failed: [] });
    expect(Object.keys(state.current.containers)).toEqual([other]);
    expect(world.inspect(other, policy)).toBe('on-failure');
  });

  it('starts in the next look what crashed between being seen and being protected', async () => {
    const id = world.run({ script: scripts.sleeps });
    const updateRestartPolicy: Engine['updateRestartPolicy'] = async (of, wanted) => {
      world.engine.docker('kill', of);
      await world.until(of, status, 'exited');
      return engine.updateRestartPolicy(of, wanted);
    };
    const { look, next } = outage({ engine: { updateRestartPolicy } });
    await look();
    const after = next();
    await after.look();
    expect(world.inspect(id, both)).toBe('running on-failure');
    expect(after.lines.at(-1)).toMatch(/had exited with 137 before it was protected, starting/);
  });

  it.each(['inspectContainer', 'updateRestartPolicy', 'start'] as const)(
    'protects the others where %s fails for one, says so once and tries again',
    async (call) => {
      const [bad, good] = [world.run({ family: 'bad', script: scripts.crashesAfter(0) }), world.run()];
      await world.until(bad, status, 'exited');
      let isBroken = true;
      const failing = (id: string, ...rest: never[]) =>
        isBroken && id === bad ? broken() : (engine[call] as (...args: unknown[]) => Promise<never>)(id, ...rest);
      const { look, lines } = outage({ engine: { [call]: failing } });
      expect(await look()).toMatchObject({ failed: [expect.stringMatching(/^ecs-bad-/)] });
      expect(await look()).toMatchObject({ failed: [expect.stringMatching(/^ecs-bad-/)] });
      expect(world.inspect(good, policy)).toBe('on-failure');
      expect(lines.filter((line) => line.startsWith('ERROR'))).toEqual([
        expect.stringMatching(/^ERROR container name: ecs-bad-.*: broken; it is tried again$/),
      ]);
      isBroken = false;
      expect(await look()).toMatchObject({ failed: [] });
      await world.until(bad, '{{gt .RestartCount 0}}', 'true');
    },
  );

  it('protects containers where the agent cannot be paused, and pauses it in the next look', async () => {
    const [agent, web] = [world.runAgent(), world.run()];
    const { look, next, lines } = outage({ engine: { pause: broken } });
    expect(await look()).toMatchObject({ isAgentStill: false });
    expect(lines).toContain('ERROR ecs agent could not be paused: broken; it is tried again');
    expect(world.inspect(web, policy)).toBe('on-failure');
    expect(await next().look()).toMatchObject({ isAgentStill: true });
    expect(world.inspect(agent, status)).toBe('paused');
  });

  it('changes nothing that could not be remembered', async () => {
    const [agent, web] = [world.runAgent(), world.run()];
    const { look, state } = outage();
    Object.assign(state, { change: broken });
    await expect(look()).rejects.toThrow('broken');
    expect([world.inspect(agent, status), world.inspect(web, policy)]).toEqual(['running', 'no']);
  });

  it('goes on where a sentry was killed after remembering and before changing', async () => {
    const [agent, web] = [world.runAgent(), world.run()];
    const crashed = world.run({ script: scripts.crashesAfter(0) });
    await world.until(crashed, status, 'exited');
    const killed = outage({ engine: { pause: broken, updateRestartPolicy: broken } });
    await killed.look();
    await killed.next().look();
    expect([world.inspect(agent, status), world.inspect(web, policy)]).toEqual(['paused', 'on-failure']);
    await world.until(crashed, '{{gt .RestartCount 0}}', 'true');
  });

  it('protects again what coming back, broken off, has restored', async () => {
    const web = world.run();
    const { look, state } = outage();
    await look();
    await look();
    world.engine.docker('update', '--restart', 'no', web);
    await state.change((current) => ({ ...current, containers: {} }));
    await look();
    expect(world.inspect(web, policy)).toBe('on-failure');
  });

  it('fails within the limit of a frozen Engine, and goes on when it answers', async () => {
    const web = world.run();
    const { look } = outage();
    world.engine.freeze();
    await expect(look()).rejects.toMatchObject({ name: 'TimeoutError' });
    world.engine.thaw();
    await look();
    expect(world.inspect(web, policy)).toBe('on-failure');
  });

  it('gives up on an Engine that freezes in the middle before it has asked it for every container', async () => {
    for (let count = 0; count < 25; count++) world.run();
    const startedAt: Engine['startedAt'] = async () => {
      world.engine.freeze();
      return undefined;
    };
    const { look } = outage({ engine: { startedAt } });
    const before = Date.now();
    const { failed } = await look();
    world.engine.thaw();
    expect(failed).toHaveLength(25);
    expect(Date.now() - before).toBeLessThan(5_000);
  }, 60_000);

  it('starts again what an Engine that was restarted left down, though it ended well', async () => {
    const [web, job] = [
      world.run({ script: scripts.endsWell }),
      world.run({ script: scripts.exitsWell, family: 'job' }),
    ];
    const { look } = outage();
    await look();
    await look();
    await sleep(100);
    await world.engine.stop();
    await expect(look()).rejects.toThrow();
    await world.engine.start();
    expect(world.inspect(web, both)).toBe('exited on-failure');
    await look();
    expect([world.inspect(web, status), world.inspect(job, status)]).toEqual(['running', 'exited']);
  }, 60_000);

  it('starts what a power cut left down before anything was protected', async () => {
    const web = world.run();
    const aliveAt = new Date();
    await world.engine.cutPower();
    await world.engine.start();
    since = new Date();
    await startOutage(engine, since, { aliveAt }).look();
    expect(world.inspect(web, both)).toBe('running on-failure');
  }, 60_000);

  it('goes on after an Engine that crashed: what it left down runs, the agent of its successor is paused', async () => {
    const [agent, web] = [world.runAgent(), world.run()];
    const { look, lines } = outage();
    await look();
    await world.engine.kill();
    await expect(look()).rejects.toThrow();
    await world.engine.start();
    await look();
    expect(world.inspect(agent, status)).toBe('exited');
    expect(lines).toContainEqual(expect.stringMatching(/^WARNING ecs agent .* is exited: nothing to pause$/));
    expect(world.inspect(web, both)).toBe('running on-failure');
    const successor = world.runAgent();
    await look();
    expect(world.inspect(successor, status)).toBe('paused');
  }, 60_000);
});
