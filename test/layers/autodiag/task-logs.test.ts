import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { buildProgram, findingOf, type Program, reportOf } from '../../support/autodiag-program.ts';

let program: Program;
let directory: string;

beforeAll(async () => {
  program = await buildProgram();
});

afterAll(() => program.remove());

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'autodiag-run-'));
});

afterEach(() => rm(directory, { recursive: true }));

const write = (name: string, text: string | Buffer): Promise<void> => writeFile(join(directory, name), text);
const task = (taskId: string, more: Record<string, string> = {}) =>
  program.run({
    DIAG_MODE: 'TASK',
    TASK_ID: taskId,
    ECS_LOG_DIR: directory,
    AWS_EXECUTION_ENV: 'AWS_ECS_EC2',
    ...more,
  });
const info = (time: string, message: string): string => `level=info time=${time} msg="${message}" module=a.go\n`;

describe('AutoDiag TASK', () => {
  it('prints the lines of all logs in time order, compressed ones too, with counts and times', async () => {
    await write('ecs-agent.log', info('2026-11-20T15:00:00Z', 'task abc123 stopped'));
    await write(
      'ecs-agent.log.2026-11-20-14',
      info('2026-11-20T14:00:00Z', 'task abc123 pending') + info('2026-11-20T14:01:00Z', 'other'),
    );
    await write('ecs-agent.log.2026-11-20-13.gz', gzipSync(info('2026-11-20T13:00:00Z', 'task abc123 accepted')));
    const run = await task('abc123');
    expect(run.exitCode).toBe(0);
    expect(
      run.lines.filter((line) => line.startsWith('level=')).map((line) => /msg="([^"]+)"/.exec(line)?.[1]),
    ).toEqual(['task abc123 accepted', 'task abc123 pending', 'task abc123 stopped']);
    expect(findingOf(run, /^task abc123/)).toMatchObject({
      status: 'PASS',
      detail: '3 lines in 3 logs, first 2026-11-20T13:00:00Z, last 2026-11-20T15:00:00Z; none is a warning or an error',
    });
  });

  it('warns with the last error that names the task', async () => {
    await write('ecs-agent.log', `level=error time=2026-11-20T15:00:00Z msg="cannot pull" task="abc123"\n`);
    const found = findingOf(await task('abc123'), /^task abc123/);
    expect(found).toMatchObject({ status: 'WARN', detail: expect.stringContaining('msg="cannot pull"') });
  });

  it.each(['../../etc/passwd', '.*', '$(id)'])('takes %s for text, never for a pattern or a file', async (taskId) => {
    await write('ecs-agent.log', info('2026-11-20T15:00:00Z', 'anything'));
    const run = await task(taskId);
    expect(findingOf(run, /in the agent logs$/)).toMatchObject({
      status: 'WARN',
      detail: expect.stringMatching(/no agent log/),
    });
  });

  it('counts what is beyond MAX_MATCHES without printing it', async () => {
    await write('ecs-agent.log', info('2026-11-20T15:00:00Z', 'abc123').repeat(50));
    const run = await task('abc123', { MAX_MATCHES: '7' });
    expect(run.lines.filter((line) => line.startsWith('level='))).toHaveLength(7);
    expect(run.output).toContain('43 lines were counted, not printed (MAX_MATCHES 7)');
  });

  it('goes on after logs that are damaged, binary, empty or no files, and says so of each', async () => {
    await write('ecs-agent.log', info('2026-11-20T15:00:00Z', 'abc123'));
    await write('ecs-agent.log.1', '');
    await write('ecs-agent.log.2', Buffer.concat([Buffer.alloc(100), Buffer.from('\nabc123 \u001b[31m\n')]));
    await write('ecs-agent.log.3.gz', gzipSync(info('2026-11-20T13:00:00Z', 'abc123').repeat(9_000)).subarray(0, 200));
    await mkdir(join(directory, 'ecs-agent.log.4'));
    const run = await task('abc123');
    expect(run.output).toContain('This file holds binary data');
    expect(run.output).not.toContain('\u001b');
    expect(findingOf(run, /ecs-agent.log.3.gz$/)).toMatchObject({
      status: 'WARN',
      detail: expect.stringMatching(/ends too early/),
    });
    expect(findingOf(run, /ecs-agent.log.4$/)).toMatchObject({ status: 'WARN' });
    expect(findingOf(run, /ecs-agent.log$/)).toMatchObject({ status: 'PASS' });
  });

  it('says why a log cannot be read, and reads the others', async () => {
    await write('ecs-agent.log', info('2026-11-20T15:00:00Z', 'abc123'));
    await write('ecs-agent.log.1', info('2026-11-20T14:00:00Z', 'abc123'));
    await chmod(directory, 0o755);
    await chmod(join(directory, 'ecs-agent.log.1'), 0);
    // Root reads everything: run as nobody where the test runs as root. The bundle itself must be readable then.
    const nobody = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    await program.makeReadable();
    const child = program.start({ DIAG_MODE: 'TASK', TASK_ID: 'abc123', ECS_LOG_DIR: directory }, nobody);
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(child, 'close');
    const { findings } = reportOf(Buffer.concat(chunks).toString());
    expect(findings.find(({ check }) => check.endsWith('.log.1'))?.detail).toContain('this user may not read it');
    expect(findings.find(({ check }) => check.endsWith('.log'))).toMatchObject({ status: 'PASS' });
  });

  it('says what is wrong where the directory is missing, or holds no agent log', async () => {
    expect(findingOf(await task('x', { ECS_LOG_DIR: '/nowhere' }), /^agent logs/)?.detail).toContain(
      'it does not exist',
    );
    expect(findingOf(await task('x'), /^agent logs/)?.detail).toContain('there is no ecs-agent.log here');
  });

  it('does not wait for a FIFO, which no signal would end', async () => {
    execFileSync('mkfifo', [join(directory, 'ecs-agent.log')]);
    const run = await task('abc123');
    expect(findingOf(run, /^agent log ecs-agent.log/)?.detail).toContain('no regular file');
  });

  it('says on Fargate why it cannot', async () => {
    const run = await task('abc123', { AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE' });
    expect(run.exitCode).toBe(0);
    expect(findingOf(run, /^agent logs/)).toMatchObject({ status: 'WARN', detail: expect.stringMatching(/Fargate/) });
  });

  it('stays under 120 MB with a log of 300 MB and a line of 100 MB', async () => {
    const file = await open(join(directory, 'ecs-agent.log'), 'w');
    const block = Buffer.from(info('2026-11-20T15:00:00Z', 'all is well').repeat(15_000));
    for (let written = 0; written < 200e6; written += block.length) await file.write(block);
    const piece = Buffer.alloc(1_000_000, 'x');
    for (let count = 0; count < 100; count++) await file.write(piece);
    await file.write('abc123 error\n');
    await file.close();
    const run = await task('abc123');
    expect(findingOf(run, /^task abc123/)?.detail).toContain('1 lines in 1 logs');
    expect(run.peakMegabytes).toBeLessThan(120);
    const general = await program.run({ DIAG_MODE: 'GENERAL', ECS_LOG_DIR: directory, DOCKER_HOST: 'unix:///nowhere' });
    expect(findingOf(general, /^agent log ecs-agent.log/)?.detail).toContain('1 lines hold');
    expect(general.peakMegabytes).toBeLessThan(120);
  }, 60_000);

  it('reads a log that is rotated and grows while it is read', async () => {
    await write('ecs-agent.log', info('2026-11-20T15:00:00Z', 'abc123').repeat(200_000));
    const running = task('abc123', { MAX_MATCHES: '1' });
    await appendFile(join(directory, 'ecs-agent.log'), info('2026-11-20T15:00:01Z', 'later').repeat(1_000));
    const run = await running;
    expect(findingOf(run, /^task abc123/)?.detail).toMatch(/^200000 lines in 1 logs/);
  });
});
