import { execFileSync } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { buildProgram, findingOf, type Program, reportOf } from '../../support/autodiag-program.ts';
import { docker, dockerRun, importBusybox, importNode } from '../../support/docker.ts';
import { describeWithEngine } from '../../support/programs.ts';

const agentImage = 'amazon/amazon-ecs-agent:ecs-runbooks-test';
const agent = 'ecs-runbooks-test-agent';
const base = 'ecs-runbooks-test/node';
const image = 'ecs-runbooks-test/autodiag';
const folder = join(import.meta.dirname, '..', '..', '..', 'layers', 'autodiag');

describeWithEngine(['busybox'], 'AutoDiag GENERAL beside a real Docker Engine', () => {
  let program: Program;

  beforeAll(async () => {
    program = await buildProgram();
    await importBusybox(agentImage);
  }, 60_000);

  afterEach(() => {
    docker('rm', '--force', agent);
  });

  afterAll(async () => {
    docker('image', 'rm', agentImage);
    await program.remove();
  });

  const startAgent = (...options: string[]): string =>
    docker('run', '--detach', '--network', 'none', '--name', agent, ...options, agentImage, 'sleep', '600');

  const finding = async () => findingOf(await program.run({ DIAG_MODE: 'GENERAL' }), /^agent container/);

  it('finds the agent running', async () => {
    startAgent();
    expect(await finding()).toMatchObject({
      status: 'PASS',
      detail: expect.stringContaining(`${agent} (${agentImage}) is running`),
    });
  });

  it('says that it is paused', async () => {
    startAgent();
    docker('pause', agent);
    const found = await finding();
    docker('unpause', agent);
    expect(found).toMatchObject({ status: 'FAIL', detail: expect.stringContaining('is paused') });
  });

  it('says that it has exited, and with which code', async () => {
    startAgent();
    docker('kill', agent);
    docker('wait', agent);
    expect(await finding()).toMatchObject({
      status: 'FAIL',
      detail: expect.stringContaining('is exited, with exit code 137'),
    });
  });

  it('says that it is unhealthy', async () => {
    startAgent('--health-cmd', 'false', '--health-interval', '1s', '--health-retries', '1');
    const isUnhealthy = () => docker('inspect', '--format', '{{.State.Health.Status}}', agent) === 'unhealthy';
    while (!isUnhealthy()) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await finding()).toMatchObject({ status: 'FAIL', detail: expect.stringContaining('running but unhealthy') });
  });

  it('says that there is none', async () => {
    docker('create', '--name', agent, '--network', 'none', agentImage, 'sleep', '1');
    docker('rm', agent);
    expect(await finding()).toMatchObject({ status: 'FAIL', detail: expect.stringMatching(/no container/i) });
  });
});

describeWithEngine(['ldd'], "AutoDiag's image on a real Docker Engine", () => {
  let web: Server;
  let port: number;

  beforeAll(async () => {
    const context = await mkdtemp(join(tmpdir(), 'ecs-runbooks-context-'));
    execFileSync(process.execPath, [join(folder, '..', 'build.mjs'), context]);
    await rename(join(context, 'autodiag'), join(context, 'dist'));
    await importNode(base);
    docker(
      'build',
      '--quiet',
      '--build-arg',
      `BASE=${base}`,
      '--tag',
      image,
      '--file',
      join(folder, 'Dockerfile'),
      context,
    );
    await rm(context, { recursive: true });
    web = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    port = (web.address() as { port: number }).port;
  }, 120_000);

  afterAll(() => {
    web.close();
    docker('image', 'rm', '--force', image, base);
  });

  it('runs without metadata, and says what it could not learn', () => {
    const { exitCode, output } = dockerRun(
      ...['--network', 'host', '--memory', '128m', '--env', 'DIAG_MODE=CONNECTIVITY'],
      ...['--env', 'ENDPOINT=127.0.0.1', '--env', `PORT=${port}`, image],
    );
    expect(output).toContain(`[PASS] TCP 127.0.0.1:${port}`);
    expect(reportOf(output).findings[0]).toMatchObject({ check: 'task identity', status: 'WARN' });
    expect(exitCode).toBe(0);
  });

  it('searches a log larger than its memory', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ecs-runbooks-logs-'));
    await writeFile(
      join(directory, 'ecs-agent.log'),
      ['task 0123abcd stopped', ...Array<string>(200).fill('x'.repeat(1_000_000)), ''].join('\n'),
    );
    const { exitCode, output } = dockerRun(
      ...['--network', 'none', '--memory', '128m', '--env', 'DIAG_MODE=TASK', '--env', 'TASK_ID=0123abcd'],
      ...['--volume', `${directory}:/var/log/ecs:ro`, '--env', 'AWS_EXECUTION_ENV=AWS_ECS_EC2', image],
    );
    await rm(directory, { recursive: true });
    expect(output).toContain('task 0123abcd stopped');
    expect(exitCode).toBe(0);
  }, 60_000);

  it('exits with 2 and names what is missing', () => {
    const { exitCode, output } = dockerRun('--network', 'none', image);
    expect(output).toContain('DIAG_MODE');
    expect(exitCode).toBe(2);
  });
});
