import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { clusterLabel, programName } from '../../../layers/sentry/contract.ts';
import { importNode } from '../../support/docker.ts';
import { describeWithOwnEngine } from '../../support/programs.ts';
import { type SentryWorld, startSentryWorld } from '../../support/sentry-engine.ts';
import { reachedState } from '../../support/sentry-loop.ts';

const layers = join(import.meta.dirname, '../../../layers');

describeWithOwnEngine([], 'the network sentry’s image', () => {
  let world: SentryWorld;
  let directory: string;

  beforeAll(async () => {
    world = await startSentryWorld();
    directory = await mkdtemp(join(tmpdir(), 'sentry-image-'));
    execFileSync(process.execPath, [join(layers, 'build.mjs'), directory]);
    const context = join(directory, 'context');
    mkdirSync(join(context, 'dist'), { recursive: true });
    copyFileSync(join(layers, 'sentry/Dockerfile'), join(context, 'Dockerfile'));
    copyFileSync(join(directory, 'sentry/main.mjs'), join(context, 'dist/main.mjs'));
    await importNode('ecs-runbooks-test/node', world.engine.docker);
    world.engine.docker('build', '--quiet', '--build-arg', 'BASE=ecs-runbooks-test/node', '--tag', 'sentry', context);
  }, 120_000);

  afterAll(async () => {
    await world.remove();
    await rm(directory, { recursive: true });
  });

  it('works as install.sh runs it, and never touches its own container', async () => {
    const stateDirectory = join(directory, 'state');
    mkdirSync(stateDirectory);
    const refused = { reachedEndpoint: 'localhost:1' };
    writeFileSync(join(stateDirectory, 'state.json'), JSON.stringify({ ...reachedState(), ...refused }));
    const agent = world.runAgent();
    const calm = world.run();
    const socket = world.engine.host.replace('unix://', '');
    const sentry = world.engine.docker(
      ...['run', '--detach', '--restart', 'always', '--label', `${clusterLabel}=${world.cluster}`],
      ...['--network', 'host', '--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL'],
      ...['--security-opt', 'no-new-privileges', '--volume', `${socket}:/var/run/docker.sock`],
      ...['--volume', `${stateDirectory}:/var/lib/${programName}`],
      ...['--env', 'SENTRY_REGION=eu-west-1', '--env', 'SENTRY_ENDPOINT=localhost:1', '--env', 'SENTRY_INTERVAL=1'],
      'sentry',
    );
    await world.until(agent, '{{.State.Status}}', 'paused');
    await world.until(calm, '{{.HostConfig.RestartPolicy.Name}}', 'on-failure');
    const log = world.engine.docker('logs', sentry);
    expect(log).toContain('PID_1 [ecs-offline] ecs unreachable');
    expect(log).not.toContain(sentry.slice(0, 12));
    const status = JSON.parse(world.engine.docker('exec', sentry, 'node', '/app/main.mjs', 'status', '--json'));
    expect(status.containers.map(({ id }: { id: string }) => id)).toEqual([calm]);
    expect(world.inspect(sentry, '{{.HostConfig.RestartPolicy.Name}} {{.State.Status}}')).toBe('always running');
    world.engine.docker('stop', '--time', '10', sentry);
    expect(world.inspect(sentry, '{{.State.ExitCode}}')).toBe('0');
    expect(world.inspect(agent, '{{.State.Status}}')).toBe('paused');
  }, 60_000);
});
