import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { endOf, type startCommand } from './support/command.ts';
import { outputUntil } from './support/output.ts';

/** Makes Node say it is older than it is, as far as the launcher asks. */
const pretendOld = [
  '--import',
  "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.9.0'}})",
];

const launch = (file: string, words: string[]) => {
  const { NODE_OPTIONS, ...env } = process.env;
  const child = spawn(process.execPath, [...pretendOld, file, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  return child as unknown as ReturnType<typeof startCommand>;
};

describe('the launcher under an old Node', () => {
  it('runs the command under the Node that came with the dependencies', async () => {
    const { code, stdout } = await endOf(launch('cli/runbook.mjs', ['list']));
    expect(stdout).toMatch(/^autodiag {2}/);
    expect(code).toBe(0);
  });

  it('passes the exit code on', async () => {
    const { code, stderr } = await endOf(launch('cli/runbook.mjs', ['describe', 'nope']));
    expect(stderr).toContain('no runbook is called nope');
    expect(code).toBe(2);
  });

  it('passes signals on', async () => {
    const child = launch('cli/runbook.mjs', ['sandbox', '--port', '0']);
    const ended = endOf(child);
    await outputUntil(child.stdout, /Ctrl-C ends it/);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  }, 600_000);

  it('says what to do where no other Node is there', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'launcher-'));
    const file = join(directory, 'runbook.mjs');
    await copyFile('cli/runbook.mjs', file);
    const { code, stderr } = await endOf(launch(file, ['list']));
    await rm(directory, { recursive: true });
    expect(stderr).toMatch(/needs Node 24 or newer[\s\S]*npm ci` without --ignore-scripts/);
    expect(code).toBe(1);
  });
});
