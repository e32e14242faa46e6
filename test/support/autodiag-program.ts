import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AutodiagReport, completeLine, reportPrefix } from '../../layers/autodiag/contract.ts';
import type { Finding } from '../../layers/shared/finding.ts';

/** What one run of the program left behind. */
export interface Run {
  exitCode: number | null;
  output: string;
  lines: string[];
  report: AutodiagReport;
  /** Peak resident memory in MB, as the kernel saw it; NaN where /proc does not tell. */
  peakMegabytes: number;
}

/** AutoDiag as it ships: one bundle, run by itself. */
export interface Program {
  /** @param environment all that the program gets, PATH apart */
  run(environment: Record<string, string>): Promise<Run>;
  start(environment: Record<string, string>, options?: { uid?: number }): ChildProcess;
  /** Lets any user run the bundle. */
  makeReadable(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Tells its peak memory in KB on the way out, where nobody else reads it: on file descriptor 3. VmHWM, not getrusage's
 * maxRSS, which begins at the size of the process that forked it.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
 */
const tellPeak = `data:text/javascript,${encodeURIComponent(`
  import { readFileSync, writeSync } from 'node:fs';
  process.on('exit', () => writeSync(3, /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]));
`)}`;

const readAll = async (stream: AsyncIterable<Buffer>): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

/** The findings of a run that went to its end: completion mark and report line are its last two lines. */
export const reportOf = (output: string): AutodiagReport => {
  const [completed, last = ''] = output.trimEnd().split('\n').slice(-2);
  if (completed !== completeLine || !last.startsWith(reportPrefix))
    throw new Error(`no report at the end of:\n${output}`);
  return JSON.parse(last.slice(reportPrefix.length)) as AutodiagReport;
};

/** Bundles the program into a directory of its own. */
export const buildProgram = async (): Promise<Program> => {
  const directory = await mkdtemp(join(tmpdir(), 'autodiag-'));
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../layers/build.mjs'), directory]);
  const path = join(directory, 'autodiag/main.mjs');
  const start: Program['start'] = (environment, options = {}) =>
    spawn(process.execPath, ['--import', tellPeak, path], {
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
      ...options,
    });
  return {
    start,
    run: async (environment) => {
      const child = start(environment);
      const [output, peak] = await Promise.all([
        readAll(child.stdout as AsyncIterable<Buffer>),
        readAll(child.stdio[3] as unknown as AsyncIterable<Buffer>),
        once(child, 'close'),
      ]);
      return {
        exitCode: child.exitCode,
        output,
        lines: output.split('\n'),
        report: reportOf(output),
        peakMegabytes: Math.round(Number(peak) / 1024),
      };
    },
    makeReadable: () => chmod(directory, 0o755),
    remove: () => rm(directory, { recursive: true }),
  };
};

/** The first finding of a run whose check matches. */
export const findingOf = ({ report }: Run, check: RegExp): Finding | undefined =>
  report.findings.find((found) => check.test(found.check));
