import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isLocked, takeLock } from '../../../../layers/sentry/src/lock.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sentry-lock-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('takeLock', () => {
  it('lets one have it at a time', async () => {
    const giveBack = await takeLock(directory);
    expect(await isLocked(directory)).toBe(true);
    await expect(takeLock(directory)).rejects.toMatchObject({
      name: 'AlreadyRunningError',
      message: expect.stringContaining('stop it first (systemctl stop ecs-external-instance-network-sentry)'),
    });
    await giveBack();
    expect(await isLocked(directory)).toBe(false);
    await (await takeLock(directory))();
  });

  it('takes over from a sentry that was killed', async () => {
    const path = join(directory, 'lock.sock');
    const program = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => console.log('listens'))`;
    const killed = spawn(process.execPath, ['--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(killed.stdout, 'data');
    await expect(takeLock(directory)).rejects.toThrow('a sentry works with');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(await isLocked(directory)).toBe(false);
    await (await takeLock(directory))();
  });

  it('says which directory will not do', async () => {
    await expect(takeLock(join(directory, 'missing'))).rejects.toMatchObject({
      name: 'LockError',
      message: expect.stringMatching(/lock\.sock cannot be made .*: give another --state-directory$/),
    });
  });
});
