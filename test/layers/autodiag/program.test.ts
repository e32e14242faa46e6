import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { reportMaxBytes } from '../../../layers/autodiag/contract.ts';
import { diagnose } from '../../../layers/autodiag/src/diagnose.ts';
import { buildProgram, type Program, reportOf } from '../../support/autodiag-program.ts';
import { closedPort } from '../../support/listeners.ts';

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
const info = (time: string, message: string): string => `level=info time=${time} msg="${message}" module=a.go\n`;

describe('diagnose', () => {
  it('ends with its report where something broke that nobody caught', async () => {
    const printed: string[] = [];
    const stop = AbortSignal.abort(new Error('broken in a callback'));
    const exitCode = await diagnose({ DIAG_MODE: 'TASK', TASK_ID: 'x' }, (line) => printed.push(line), stop);
    expect(exitCode).toBe(1);
    expect(reportOf(printed.join('\n')).findings).toContainEqual(
      expect.objectContaining({ check: 'AutoDiag itself', detail: 'Error: broken in a callback' }),
    );
  });
});

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
      'variable PROTOCOL',
      'variable ENDPOINT',
      'variable PORT',
      'variable CHECKS',
      'variable MATCHER',
    ]);
  });

  it('knows no mode: says which there are', async () => {
    const run = await program.run({ DIAG_MODE: 'EVERYTHING' });
    expect(run).toMatchObject({ exitCode: 2, report: { mode: 'UNKNOWN', outcome: 'FAIL' } });
    expect(run.output).toContain('set it to one of GENERAL, TASK, HEALTHCHECK, CONNECTIVITY, MYSQL_CONNECTION');
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
