import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withLock } from '../../../sandbox/stack/lock.ts';
import { runProgram } from '../../../sandbox/stack/run-program.ts';
import { hashSources, newestChange } from '../../../sandbox/stack/sources.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stack-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('hashSources', () => {
  it('changes with a source’s content or name, and with nothing else', async () => {
    await mkdir(join(directory, 'functions/steps'), { recursive: true });
    await mkdir(join(directory, 'layers/autodiag/dist'), { recursive: true });
    const step = join(directory, 'functions/steps/step.ts');
    await writeFile(step, 'one');
    const first = await hashSources(directory);
    await writeFile(join(directory, 'layers/autodiag/dist/main.ts'), 'built');
    await writeFile(join(directory, 'README.md'), 'words');
    await utimes(step, 1, 1);
    expect(await hashSources(directory)).toBe(first);
    await writeFile(step, 'two');
    const second = await hashSources(directory);
    await writeFile(join(directory, 'serverless.yml'), '');
    expect(new Set([first, second, await hashSources(directory)]).size).toBe(3);
  });
});

describe('newestChange', () => {
  it('is the time of the newest file, or 0 where there is none', async () => {
    expect(await newestChange(['*.ts'], directory)).toBe(0);
    for (const [name, seconds] of [
      ['a.ts', 100],
      ['b.ts', 200],
    ] as const) {
      await writeFile(join(directory, name), '');
      await utimes(join(directory, name), seconds, seconds);
    }
    expect(await newestChange(['*.ts'], directory)).toBe(200_000);
  });
});

describe('withLock', () => {
  it('lets one work at a time and leaves nothing behind', async () => {
    const path = join(directory, 'deep', 'lock');
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      for (let round = 0; round < 20; round += 1) await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
    };
    await Promise.all([withLock(path, work('one')), withLock(path, work('two'))]);
    const [first = ''] = order[0]?.split(' ') ?? [];
    const second = first === 'one' ? 'two' : 'one';
    expect(order).toEqual([`${first} begins`, `${first} ends`, `${second} begins`, `${second} ends`]);
    expect(await readdir(join(directory, 'deep'))).toEqual([]);
  });

  it('takes a lock over whose process is gone', async () => {
    const path = join(directory, 'lock');
    await writeFile(path, '999999999');
    expect(await withLock(path, async () => 'done')).toBe('done');
  });

  it('is free again after work that failed', async () => {
    const path = join(directory, 'lock');
    await expect(withLock(path, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await withLock(path, async () => 'done')).toBe('done');
  });
});

describe('runProgram', () => {
  it('fails with the program’s own words', async () => {
    await expect(runProgram('node', ['-e', 'console.error("because"); process.exit(4)'])).rejects.toThrow(
      /^node -e .* failed \(4\):\nbecause/s,
    );
  });

  it('does not hand on NODE_OPTIONS', async () => {
    await runProgram('node', ['-e', 'process.exit(process.env.NODE_OPTIONS === undefined ? 0 : 1)']);
  });
});
