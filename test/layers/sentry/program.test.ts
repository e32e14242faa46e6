import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { type OutageRecord, outagePrefix } from '../../../layers/sentry/contract.ts';
import { describeWithOwnEngine } from '../../support/programs.ts';
import { type SentryWorld, startSentryWorld } from '../../support/sentry-engine.ts';
import { buildSentry, type RunningSentry, type SentryProgram } from '../../support/sentry-program.ts';

const status = '{{.State.Status}}';
const policy = '{{.HostConfig.RestartPolicy.Name}}';

const crashesWhenTold = 'until [ -e /end ]; do sleep 0.1; done; busybox rm /end; exit 1';

const outageOf = (sentry: RunningSentry): OutageRecord => {
  const line = sentry.output().split(outagePrefix)[1]?.split('\n')[0] ?? '';
  return JSON.parse(line) as OutageRecord;
};

describeWithOwnEngine([], 'the network sentry as it ships', () => {
  let world: SentryWorld;
  let program: SentryProgram;

  beforeAll(async () => {
    world = await startSentryWorld();
    program = await buildSentry(world.engine.host);
  }, 60_000);
  afterEach(async () => {
    await program.reset();
    world.clear();
  });
  afterAll(async () => {
    await program.remove();
    await world.remove();
  });

  const startReached = async (...args: string[]): Promise<RunningSentry> => {
    const sentry = program.start(...args);
    await sentry.says('is available..');
    return sentry;
  };

  it('protects in an outage, is killed, goes on, and changes everything back', async () => {
    const agent = world.runAgent();
    const calm = world.run();
    const crashing = world.run({ script: crashesWhenTold });
    const first = await startReached();
    program.setStatus(503);
    await world.until(agent, status, 'paused');
    await world.until(calm, policy, 'on-failure');
    await first.says(/\[ecs-offline\].*set container restart policy/);
    await first.end('SIGKILL');
    expect(await program.status()).toMatchObject({
      ...{ isRunning: false, phase: 'OFFLINE', pausedAgent: agent },
      outage: { reason: 'http: HTTP 503', endedAt: null },
    });
    world.engine.docker('exec', crashing, 'busybox', 'touch', '/end');
    await world.until(crashing, '{{gt .RestartCount 0}}', 'true');
    const second = program.start();
    await second.says('[startup] going on with the outage');
    program.setStatus(404);
    await second.says(outagePrefix);
    expect(outageOf(second)).toMatchObject({
      reason: 'http: HTTP 503',
      protected: 2,
      restartedByDocker: 1,
      removed: 1,
      restored: 1,
      failed: 0,
    });
    expect(world.inspect(agent, status)).toBe('running');
    expect(world.inspect(calm, policy)).toBe('no');
    expect(() => world.inspect(crashing, status)).toThrow(/No such/);
    const { phase, outages, isRunning } = await program.status();
    expect({ phase, isRunning, count: outages.length }).toEqual({ phase: 'ONLINE', isRunning: true, count: 1 });
    expect(await second.end('SIGTERM')).toBe(0);
  }, 60_000);

  it('leaves an outage as it is when it is stopped; release changes it back', async () => {
    const agent = world.runAgent();
    const calm = world.run();
    const sentry = await startReached();
    program.setStatus(503);
    await world.until(calm, policy, 'on-failure');
    expect(await program.run('release')).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining('stop it first'),
    });
    expect(await sentry.end('SIGTERM')).toBe(0);
    expect(sentry.output()).toContain('SIGTERM: stopping, in the middle of an outage (OFFLINE)');
    expect(world.inspect(agent, status)).toBe('paused');
    const { exitCode, output } = await program.run('release');
    expect(output).toContain('released: 1 containers as they were, 0 gone, 0 failed, ecs agent unpaused');
    expect(exitCode).toBe(0);
    expect(world.inspect(agent, status)).toBe('running');
    expect(world.inspect(calm, policy)).toBe('no');
    expect((await program.run('release')).exitCode).toBe(0);
  }, 60_000);

  it('is one for each state directory', async () => {
    await startReached();
    expect(await program.run('--once')).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining('a sentry works with'),
    });
  }, 60_000);

  it('plans, and changes nothing, with --dry-run', async () => {
    const agent = world.runAgent();
    const calm = world.run();
    const { exitCode, output } = await program.run('--dry-run');
    expect(exitCode).toBe(0);
    expect(output).toMatch(/in an outage, this would be:.*ecs agent .* would be paused.*set container restart policy/s);
    expect(world.inspect(agent, status)).toBe('running');
    expect(world.inspect(calm, policy)).toBe('no');
    expect((await program.status()).reachedEndpoint).toBeNull();
  }, 60_000);

  it('looks once with --once, from one call to the next', async () => {
    const agent = world.runAgent();
    expect((await program.run('--once')).exitCode).toBe(0);
    program.setStatus(503);
    expect((await program.run('--once')).exitCode).toBe(0);
    expect(world.inspect(agent, status)).toBe('paused');
    program.setStatus(404);
    const { output } = await program.run('--once');
    expect(output).toContain(outagePrefix);
    expect(world.inspect(agent, status)).toBe('running');
  }, 60_000);

  it('warns at the start and when a container comes that will bite', async () => {
    const sentry = await startReached();
    await sentry.says('there is no container of image amazon-ecs-agent');
    world.run({ options: ['--restart', 'always'] });
    await sentry.says(/\[warning\] these containers have a restart policy of their own/);
    expect((await program.status()).warnings.map(({ check }) => check)).toEqual(['agent container', 'restart policy']);
    expect((await program.run('status')).output).toMatch(/warnings:\n {2}\[WARN\] there is no container/);
  }, 60_000);

  it('says that the Engine cannot be asked, and works on when it can', async () => {
    await world.engine.stop();
    const sentry = await startReached();
    await sentry.says('there is no socket at this address');
    program.setStatus(503);
    await sentry.says(/\[end\] .*it is tried again/);
    await world.engine.start();
    const agent = world.runAgent();
    await world.until(agent, status, 'paused');
  }, 60_000);
});
