/**
 * How fast AutoDiag searches agent logs, and in how much memory: TASK against `grep -F`, GENERAL against `grep -iE` and
 * ripgrep, on generated logs of 200 MB and 1 GB in the page cache.
 *
 * `filter` is the search alone in a process of its own, without Node's start; `program` is the whole of AutoDiag.
 * GENERAL asks the network too, so its `program` is not measured. Each figure is the best of three: the machine's
 * noise only ever adds.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAgentLog } from './support/agent-log.ts';

interface Measure {
  seconds: number;
  megabytes?: number;
}

const root = join(import.meta.dirname, '..');
const rounds = 3;

const isOnPath = (program: string): boolean => spawnSync('which', [program]).status === 0;

const best = (measure: () => Measure): Measure => {
  const measures = Array.from({ length: rounds }, measure);
  return measures.reduce((fastest, next) => (next.seconds < fastest.seconds ? next : fastest));
};

/** Through a pipe: grep that writes to /dev/null stops at the first match. */
const piped = (...command: string[]): Measure =>
  best(() => {
    const startedAt = performance.now();
    const { status } = spawnSync('sh', ['-c', '"$@" | cat > /dev/null', 'sh', ...command]);
    if (status !== 0) throw new Error(`${command.join(' ')} failed`);
    return { seconds: (performance.now() - startedAt) / 1000 };
  });

const filtered = (mode: 'TASK' | 'GENERAL', path: string, taskId: string): Measure =>
  best(() => {
    const script = join(import.meta.dirname, 'support/filter-once.ts');
    const { stdout, stderr, status } = spawnSync(process.execPath, [script, mode, path, taskId], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Measure;
  });

const program = (directory: string, taskId: string): Measure =>
  best(() => {
    const env = { PATH: process.env['PATH'], DIAG_MODE: 'TASK', TASK_ID: taskId, ECS_LOG_DIR: directory };
    const startedAt = performance.now();
    const { status } = spawnSync(process.execPath, [join(root, 'layers/autodiag/dist/main.mjs')], { env });
    if (status !== 0) throw new Error('layers/autodiag/dist/main.mjs failed: run `npm run build`');
    return { seconds: (performance.now() - startedAt) / 1000 };
  });

const line = (what: string, { seconds, megabytes }: Measure, peer?: Measure, goal?: number): void => {
  const ratio = peer === undefined ? '' : `${(seconds / peer.seconds).toFixed(2)}×`;
  const aim = goal === undefined ? '' : `(goal ≤ ${goal}×)`;
  const memory = megabytes === undefined ? '' : `${megabytes} MB peak`;
  console.log(
    `${what.padEnd(44)}${seconds.toFixed(2).padStart(7)} s ${ratio.padStart(8)} ${aim.padEnd(14)} ${memory}`.trimEnd(),
  );
};

const compare = (sizeBytes: number): void => {
  const directory = mkdtempSync(join(tmpdir(), 'log-filter-'));
  try {
    const path = join(directory, 'ecs-agent.log');
    const taskId = writeAgentLog(path, sizeBytes);
    const pattern = 'error|failed|timeout|refused';
    console.log(`\n${Math.round(sizeBytes / 1e6)} MB of agent log`);
    const fixed = piped('grep', '-F', taskId, path);
    line('grep -F <task id>', fixed);
    line('AutoDiag TASK, filter', filtered('TASK', path, taskId), fixed, 1.2);
    line('AutoDiag TASK, whole program', program(directory, taskId), fixed);
    const patterned = piped('grep', '-iE', pattern, path);
    line(`grep -iE '${pattern}'`, patterned);
    if (isOnPath('rg')) line(`rg -i '${pattern}'`, piped('rg', '-i', pattern, path), patterned);
    else console.log('rg is not installed: left out');
    line('AutoDiag GENERAL, filter', filtered('GENERAL', path, taskId), patterned, 0.8);
  } finally {
    rmSync(directory, { recursive: true });
  }
};

const built = spawnSync(process.execPath, [join(root, 'layers/build.mjs')], { stdio: 'ignore' });
if (built.status !== 0) throw new Error('layers/build.mjs failed');
for (const sizeBytes of [200e6, 1e9]) compare(sizeBytes);
