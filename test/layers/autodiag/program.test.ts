import { once } from 'node:events';
import { appendFile, chmod, mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { reportMaxBytes } from '../../../layers/autodiag/contract.ts';
import { buildProgram, type Program, reportOf } from '../../support/autodiag-program.ts';
import { type DnsServer, listenDns } from '../../support/dns-server.ts';
import { closedPort, listenTcp } from '../../support/listeners.ts';

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
const finding = ({ report }: Awaited<ReturnType<Program['run']>>, check: RegExp) =>
  report.findings.find((found) => check.test(found.check));

describe('AutoDiag with wrong variables', () => {
  it('names every one of them at once and exits 2', async () => {
    const run = await program.run({
      DIAG_MODE: 'HEALTHCHECK',
      ENDPOINT: 'a b',
      PORT: '70000',
      CHECKS: '0',
      MATCHER: 'ok',
    });
    expect(run.exitCode).toBe(2);
    expect(run.report.findings.map(({ check }) => check)).toEqual([
      'variable MATCHER',
      'variable PROTOCOL',
      'variable ENDPOINT',
      'variable PORT',
      'variable CHECKS',
    ]);
  });

  it('knows no mode: says which there are', async () => {
    const run = await program.run({ DIAG_MODE: 'EVERYTHING' });
    expect(run).toMatchObject({ exitCode: 2, report: { mode: 'UNKNOWN', outcome: 'FAIL' } });
    expect(run.output).toContain('set it to one of GENERAL, TASK, HEALTHCHECK, CONNECTIVITY, MYSQL_CONNECTION');
  });
});

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
    expect(finding(run, /^task abc123/)).toMatchObject({
      status: 'PASS',
      detail: '3 lines in 3 logs, first 2026-11-20T13:00:00Z, last 2026-11-20T15:00:00Z; none is a warning or an error',
    });
  });

  it('warns with the last error that names the task', async () => {
    await write('ecs-agent.log', `level=error time=2026-11-20T15:00:00Z msg="cannot pull" task="abc123"\n`);
    const found = finding(await task('abc123'), /^task abc123/);
    expect(found).toMatchObject({ status: 'WARN', detail: expect.stringContaining('msg="cannot pull"') });
  });

  it.each(['../../etc/passwd', '.*', '$(id)'])('takes %s for text, never for a pattern or a file', async (taskId) => {
    await write('ecs-agent.log', info('2026-11-20T15:00:00Z', 'anything'));
    const run = await task(taskId);
    expect(finding(run, /in the agent logs$/)).toMatchObject({
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
    expect(finding(run, /ecs-agent.log.3.gz$/)).toMatchObject({
      status: 'WARN',
      detail: expect.stringMatching(/ends too early/),
    });
    expect(finding(run, /ecs-agent.log.4$/)).toMatchObject({ status: 'WARN' });
    expect(finding(run, /ecs-agent.log$/)).toMatchObject({ status: 'PASS' });
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
    expect(finding(await task('x', { ECS_LOG_DIR: '/nowhere' }), /^agent logs/)?.detail).toContain('it does not exist');
    expect(finding(await task('x'), /^agent logs/)?.detail).toContain('there is no ecs-agent.log here');
  });

  it('says on Fargate why it cannot', async () => {
    const run = await task('abc123', { AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE' });
    expect(run.exitCode).toBe(0);
    expect(finding(run, /^agent logs/)).toMatchObject({ status: 'WARN', detail: expect.stringMatching(/Fargate/) });
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
    expect(finding(run, /^task abc123/)?.detail).toContain('1 lines in 1 logs');
    expect(run.peakMegabytes).toBeLessThan(120);
    const general = await program.run({ DIAG_MODE: 'GENERAL', ECS_LOG_DIR: directory, DOCKER_HOST: 'unix:///nowhere' });
    expect(finding(general, /^agent log ecs-agent.log/)?.detail).toContain('1 lines hold');
    expect(general.peakMegabytes).toBeLessThan(120);
  }, 60_000);

  it('reads a log that is rotated and grows while it is read', async () => {
    await write('ecs-agent.log', info('2026-11-20T15:00:00Z', 'abc123').repeat(200_000));
    const running = task('abc123', { MAX_MATCHES: '1' });
    await appendFile(join(directory, 'ecs-agent.log'), info('2026-11-20T15:00:01Z', 'later').repeat(1_000));
    const run = await running;
    expect(finding(run, /^task abc123/)?.detail).toMatch(/^200000 lines in 1 logs/);
  });
});

describe('AutoDiag HEALTHCHECK', () => {
  let server: Server;
  let port: string;
  let statuses: number[];

  beforeEach(async () => {
    statuses = [];
    server = createServer((_, response) => response.writeHead(statuses.shift() ?? 200).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = String(typeof address === 'object' ? address?.port : 0);
  });

  afterEach(() => {
    server.close();
  });

  const check = (more: Record<string, string> = {}) =>
    program.run({
      DIAG_MODE: 'HEALTH_CHECK',
      ENDPOINT: '127.0.0.1/health',
      PORT: port,
      PROTOCOL: 'http',
      INTERVAL_SECONDS: '0',
      ...more,
    });

  it('passes where every answer matches', async () => {
    const run = await check();
    expect(run.exitCode).toBe(0);
    expect(finding(run, /^health check/)).toMatchObject({
      status: 'PASS',
      detail: expect.stringMatching(/^3 of 3 healthy/),
    });
  });

  it('warns where some answers match', async () => {
    statuses = [200, 503, 200];
    const run = await check();
    expect(finding(run, /^health check/)).toMatchObject({
      status: 'WARN',
      detail: expect.stringMatching(/^2 of 3.*503/),
    });
  });

  it('fails where none matches, and exits 1', async () => {
    statuses = [404, 404, 404];
    const run = await check({ MATCHER: '200,301' });
    expect(run.exitCode).toBe(1);
    expect(finding(run, /^health check/)).toMatchObject({
      status: 'FAIL',
      remedy: 'check the path of the health check',
    });
  });
});

describe('AutoDiag CONNECTIVITY', () => {
  let dns: DnsServer;

  beforeAll(async () => {
    dns = await listenDns((name) => (name === 'db.example.com' ? ['127.0.0.1'] : 3));
  });

  afterAll(() => dns.close());

  it('dials each endpoint that was given, and keeps their order', async () => {
    const listener = await listenTcp();
    const run = await program.run({
      DIAG_MODE: 'CONNECTIVITY',
      ENDPOINT: 'db.example.com,ghost.example.com/path,127.0.0.1',
      PORT: String(listener.port),
      AUTODIAG_RESOLVER: dns.address,
    });
    await listener.close();
    expect(run.exitCode).toBe(1);
    expect(run.report.findings.map(({ check, status }) => `${status} ${check}`)).toEqual([
      'WARN task identity',
      'PASS DNS db.example.com',
      `PASS TCP 127.0.0.1:${listener.port}`,
      'FAIL DNS ghost.example.com',
      'PASS DNS 127.0.0.1',
      `PASS TCP 127.0.0.1:${listener.port}`,
    ]);
  });

  it('tells a closed port from a missing name, each with its remedy', async () => {
    const port = await closedPort();
    const run = await program.run({ DIAG_MODE: 'CONNECTIVITY', ENDPOINT: '127.0.0.1', PORT: String(port) });
    const found = finding(run, /^TCP/);
    expect(found).toMatchObject({ status: 'FAIL', detail: expect.stringMatching(/^refused/) });
    expect(found?.remedy).toContain('0.0.0.0');
  });

  it('warns of variables that the mode does not read', async () => {
    const run = await program.run({
      DIAG_MODE: 'CONNECTIVITY',
      ENDPOINT: '127.0.0.1',
      PORT: '9',
      TASK_ID: 'x',
      DATABASE: 'y',
    });
    expect(finding(run, /^environment/)?.detail).toBe('TASK_ID, DATABASE are set, but CONNECTIVITY does not read it');
  });
});

describe('AutoDiag at its end', () => {
  it('keeps the report line under its limit, whatever it was asked', async () => {
    const endpoint = Array.from({ length: 50 }, (_, index) => `${'a'.repeat(30)}${index}.invalid`).join(',');
    const run = await program.run({
      DIAG_MODE: 'CONNECTIVITY',
      ENDPOINT: endpoint,
      PORT: '9',
      TIMEOUT_SECONDS: '1',
      AUTODIAG_RESOLVER: '127.0.0.1:9',
    });
    expect(Buffer.byteLength(run.lines.at(-2) ?? '')).toBeLessThan(reportMaxBytes);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('reports what it has when %s stops it', async (signal) => {
    const child = program.start({
      DIAG_MODE: 'HEALTHCHECK',
      ENDPOINT: '127.0.0.1',
      PORT: String(await closedPort()),
      PROTOCOL: 'http',
      INTERVAL_SECONDS: '300',
    });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      // The first check is done, the second is minutes away.
      if (chunk.includes('1/3 GET')) child.kill(signal);
    });
    await once(child, 'close');
    const report = reportOf(Buffer.concat(chunks).toString());
    expect(report.findings.at(-1)).toMatchObject({
      check: 'diagnosis',
      status: 'WARN',
      detail: expect.stringContaining(signal),
    });
    expect(child.exitCode).toBe(0);
  });

  it('hands everything over to a reader that is slow', async () => {
    await write('ecs-agent.log', info('2026-11-20T15:00:00Z', `abc123 ${'x'.repeat(1_500)}`).repeat(5_000));
    const child = program.start({ DIAG_MODE: 'TASK', TASK_ID: 'abc123', ECS_LOG_DIR: directory, MAX_MATCHES: '5000' });
    child.stdout?.pause();
    const chunks: Buffer[] = [];
    await new Promise((resolve) => setImmediate(resolve));
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stdout?.resume();
    await once(child, 'close');
    const output = Buffer.concat(chunks).toString();
    expect(output.split('\n').filter((line) => line.startsWith('level='))).toHaveLength(5_000);
    expect(reportOf(output).outcome).toBe('WARN');
  });
});
