import { renameSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readEnvironment } from '../../../../../layers/autodiag/src/environment.ts';
import { openJournal } from '../../../../../layers/autodiag/src/journal.ts';
import { diagnoseTask } from '../../../../../layers/autodiag/src/modes/task.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rotation-'));
});

afterEach(() => rm(directory, { recursive: true }));

const write = (name: string, message: string): void =>
  writeFileSync(join(directory, name), `level=info time=2026-11-20T15:00:00Z msg="${message}"\n`);

/** Runs TASK for `abc`; `meanwhile` runs as soon as a line that starts with `when` is printed. */
const searchWhile = async (when: string, meanwhile: () => void): Promise<string[]> => {
  const printed: string[] = [];
  const journal = openJournal((line) => {
    printed.push(line);
    if (line.startsWith(when)) meanwhile();
  });
  const { places } = readEnvironment({ DIAG_MODE: 'TASK', TASK_ID: 'abc', ECS_LOG_DIR: directory });
  await diagnoseTask(
    { mode: 'TASK', taskId: 'abc', maxMatches: 500 },
    { journal, places, task: { launchType: 'EC2' } },
  );
  return printed.filter((line) => line.startsWith('level=')).map((line) => /msg="([^"]+)"/.exec(line)?.[1] ?? '');
};

describe('diagnoseTask while the agent rotates its logs', () => {
  it('reads the renamed log and the new one, each once', async () => {
    write('ecs-agent.log.1', 'abc oldest');
    write('ecs-agent.log', 'abc current');
    const messages = await searchWhile('## ecs-agent.log.1', () => {
      renameSync(join(directory, 'ecs-agent.log'), join(directory, 'ecs-agent.log.2'));
      write('ecs-agent.log', 'abc new');
    });
    expect(messages.toSorted()).toEqual(['abc current', 'abc new', 'abc oldest']);
  });

  it('does not read a log again that was renamed after it was read', async () => {
    write('ecs-agent.log', 'abc current');
    const messages = await searchWhile('[PASS] agent log ecs-agent.log', () => {
      renameSync(join(directory, 'ecs-agent.log'), join(directory, 'ecs-agent.log.2'));
    });
    expect(messages).toEqual(['abc current']);
  });
});
