import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  inTimeOrder,
  listAgentLogs,
  looksBinary,
  newestAgentLog,
} from '../../../../../layers/autodiag/src/logs/agent-log-files.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'agent-logs-'));
});

afterEach(() => rm(directory, { recursive: true }));

const write = (name: string, text: string | Buffer): Promise<void> => writeFile(join(directory, name), text);
const lineAt = (time: string): string => `level=info time=${time} msg="x"\n`;

describe('listAgentLogs', () => {
  it('takes current, rotated and compressed agent logs, and nothing else', async () => {
    const logs = ['ecs-agent.log', 'ecs-agent.log.2026-11-20-13', 'ecs-agent.log.1', 'ecs-agent.log.2026-11-20-12.gz'];
    for (const name of [...logs, 'ecs-init.log', 'ecs-volume-plugin.log', 'audit.log', 'ecs-agent.logo'])
      await write(name, '');
    expect((await listAgentLogs(directory)).map(({ name }) => name).sort()).toEqual(logs.toSorted());
  });

  it('fails with the file system’s error where the directory is missing', async () => {
    await expect(listAgentLogs(join(directory, 'ghost'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('inTimeOrder', () => {
  it('goes by the first time stamp, compressed or not, then by the name, then by the change', async () => {
    await write('ecs-agent.log', lineAt('2026-11-20T15:00:00Z'));
    await write('ecs-agent.log.2026-11-20-14', lineAt('2026-11-20T14:00:00Z'));
    await write('ecs-agent.log.1.gz', gzipSync(lineAt('2026-11-20T12:00:00Z')));
    await write('ecs-agent.log.2026-11-20-13', 'no time in here\n');
    await write('ecs-agent.log.9', 'no time in here\n');
    await utimes(join(directory, 'ecs-agent.log.9'), 0, Date.parse('2026-11-20T11:00:00Z') / 1000);
    expect((await inTimeOrder(await listAgentLogs(directory))).map(({ name }) => name)).toEqual([
      'ecs-agent.log.9',
      'ecs-agent.log.1.gz',
      'ecs-agent.log.2026-11-20-13',
      'ecs-agent.log.2026-11-20-14',
      'ecs-agent.log',
    ]);
  });
});

describe('newestAgentLog', () => {
  it('takes the current log', async () => {
    await write('ecs-agent.log', 'x');
    await write('ecs-agent.log.2026-11-20-14', 'x');
    expect(newestAgentLog(await listAgentLogs(directory))?.name).toBe('ecs-agent.log');
  });

  it('takes the last rotated log while the current one is still empty', async () => {
    await write('ecs-agent.log', '');
    await write('ecs-agent.log.2026-11-20-14', 'x');
    expect(newestAgentLog(await listAgentLogs(directory))?.name).toBe('ecs-agent.log.2026-11-20-14');
  });
});

describe('looksBinary', () => {
  it('tells bytes from text', async () => {
    await write('text', 'level=info\n');
    await write('bytes', Buffer.from([1, 0, 2]));
    expect(await looksBinary(join(directory, 'text'))).toBe(false);
    expect(await looksBinary(join(directory, 'bytes'))).toBe(true);
  });
});
