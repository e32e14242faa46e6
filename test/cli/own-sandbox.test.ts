import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { ExecutionDocument } from '../../cli/execution/document.ts';
import { endOf, runCommand, startCommand } from './support/command.ts';
import { outputUntil } from './support/output.ts';
import { descendantsOf, isAlive } from './support/processes.ts';

/** Packaging the stack for the first time is in it. */
const patienceMs = 600_000;

const aliveOf = async (pids: number[]): Promise<number[]> => {
  const alive = await Promise.all(pids.map(isAlive));
  return pids.filter((_, index) => alive[index]);
};

describe('runbook with a sandbox of its own', () => {
  it(
    'runs a runbook and prints one document',
    async () => {
      const words = ['mode=CONNECTIVITY', 'cluster=demo', 'endpoint=127.0.0.1', 'port=9', 'protocol=http'];
      const { code, stdout } = await runCommand(['start', 'autodiag', ...words, '--json']);
      const document = JSON.parse(stdout) as ExecutionDocument;
      expect(code).toBe(1);
      expect(document).toMatchObject({ runbook: 'autodiag', status: 'SUCCEEDED', result: { outcome: 'FAIL' } });
      expect(document.states[0]?.name).toBe('ValidateRequest');
    },
    patienceMs,
  );

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'stops on %s, exits %i and leaves no process behind',
    async (signal, expected) => {
      const words = ['mode=HEALTHCHECK', 'cluster=demo', 'endpoint=127.0.0.1', 'protocol=http', 'port=9', 'checks=100'];
      const command = startCommand(['start', 'autodiag', ...words]);
      await outputUntil(command.stdout, /│ # ECS AutoDiag/);
      const below = await descendantsOf(command.pid ?? 0);
      expect(below).not.toEqual([]);
      command.kill(signal);
      const [code] = (await once(command, 'exit')) as [number];
      expect(code).toBe(expected);
      expect(await aliveOf(below)).toEqual([]);
    },
    patienceMs,
  );

  it(
    'stops in the middle of the demo',
    async () => {
      const command = startCommand(['demo']);
      const ended = endOf(command);
      await outputUntil(command.stdout, /▸ StartDiagnosticTask/);
      const below = await descendantsOf(command.pid ?? 0);
      command.kill('SIGINT');
      expect(await ended).toMatchObject({ code: 130, stderr: expect.stringMatching(/interrupted by SIGINT\n$/) });
      expect(await aliveOf(below)).toEqual([]);
    },
    patienceMs,
  );
});

describe('runbook demo', () => {
  it(
    'shows three modes on real input, ends as it says and exits 0',
    async () => {
      const { code, stdout } = await runCommand(['demo']);
      expect(stdout).toMatch(
        /✓ GENERAL[^\n]*\n✓ HEALTHCHECK[^\n]*\n✓ CONNECTIVITY[^\n]*\n✓ CONNECTIVITY[^\n]*\n4 runs in/,
      );
      expect(stdout).toContain('[redacted]');
      expect(stdout).toMatch(/│ \[FAIL\] TCP 127\.0\.0\.1:\d+: .*refused/);
      expect(stdout.match(/log stream: /g)).toHaveLength(4);
      expect(code).toBe(0);
    },
    patienceMs,
  );

  it(
    'prints its runs as one document',
    async () => {
      const { code, stdout } = await runCommand(['demo', '--json']);
      const { runs } = JSON.parse(stdout) as { runs: { isAsExpected: boolean; execution: ExecutionDocument }[] };
      expect(runs.map(({ isAsExpected }) => isAsExpected)).toEqual([true, true, true, true]);
      expect(runs.map(({ execution }) => execution.result?.outcome)).toEqual(['WARN', 'PASS', 'PASS', 'FAIL']);
      expect(code).toBe(0);
    },
    patienceMs,
  );
});
