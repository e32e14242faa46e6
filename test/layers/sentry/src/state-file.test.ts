import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { initialState, type ProtectedContainer, type SentryState } from '../../../../layers/sentry/src/state.ts';
import { openStateFile } from '../../../../layers/sentry/src/state-file.ts';

const container: ProtectedContainer = {
  ...{ id: 'c1', name: 'ecs-web-1', cluster: 'factory', taskArn: 'arn', family: 'web', containerName: 'app' },
  policyBefore: { Name: 'no', MaximumRetryCount: 0 },
  policySet: { Name: 'on-failure', MaximumRetryCount: 3 },
  ...{ protectedAt: '2026-11-20T10:00:00.000Z', startedAt: '2026-11-20T09:00:00.000000001Z', restartCount: 0 },
  wasStartedBySentry: false,
};

const outage: SentryState = {
  ...initialState(),
  ...{ reachedEndpoint: 'ecs.eu-west-1.amazonaws.com:443', phase: 'OFFLINE', pausedAgent: 'a1' },
  ...{ outageStartedAt: '2026-11-20T10:00:00.000Z', outageReason: 'dns: no such name', containers: { c1: container } },
};

describe('the state file', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sentry-state-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const path = () => join(directory, 'state.json');

  it('makes its directory, for nobody else to read, and begins with nothing', async () => {
    const file = await openStateFile(join(directory, 'a'));
    expect(await file.read()).toEqual({ state: initialState(), problem: undefined });
    expect((await stat(join(directory, 'a'))).mode & 0o777).toBe(0o700);
  });

  it('gives back what was written last', async () => {
    const file = await openStateFile(directory);
    const changing = { ...outage, pausedAgent: 'a0' };
    const first = file.write(changing);
    changing.pausedAgent = 'never written';
    await Promise.all([first, file.write(outage)]);
    expect(await (await openStateFile(directory)).read()).toEqual({ state: outage, problem: undefined });
    expect((await stat(path())).mode & 0o777).toBe(0o600);
  });

  it('survives a write that was cut short', async () => {
    await (await openStateFile(directory)).write(outage);
    await writeFile(`${path()}.new`, '{"format":1,');
    expect(await (await openStateFile(directory)).read()).toEqual({ state: outage, problem: undefined });
  });

  it.each<[problem: string, text: string]>([
    ['no JSON object', ''],
    ['no JSON object', '{"format":1,"phase":"OFFL'],
    ['no JSON object', '[]'],
    ['its format is wrong', '{}'],
    ['its format is wrong', JSON.stringify({ ...outage, format: 2 })],
    ['its phase is wrong', JSON.stringify({ ...outage, phase: 'AWAY' })],
    ['its outageStartedAt is wrong', JSON.stringify({ ...outage, outageStartedAt: 'yesterday' })],
    ['its tally is wrong', JSON.stringify({ ...outage, tally: { protected: -1 } })],
    ['its replacements is wrong', JSON.stringify({ ...outage, replacements: [1] })],
    ['its containers is wrong', JSON.stringify({ ...outage, containers: { c2: container } })],
    [
      'its containers is wrong',
      JSON.stringify({ ...outage, containers: { c1: { ...container, policyBefore: 'no' } } }),
    ],
    ['its containers is wrong', JSON.stringify({ ...outage, containers: { c1: { ...container, isBeingStopped: 1 } } })],
    ['its pausedAgent is wrong', JSON.stringify({ ...outage, pausedAgent: 7 })],
    ['no JSON object', 'x'.repeat(8 * 1024 * 1024 + 1)],
  ])('keeps aside what is not its own: %s', async (problem, text) => {
    await writeFile(path(), text);
    const read = await (await openStateFile(directory)).read();
    expect(read.state).toEqual(initialState());
    expect(read.problem).toBe(
      `${path()} is no state of this sentry (${problem}): kept as ${path()}.broken; containers and agent are taken as they are`,
    );
    expect(await readFile(`${path()}.broken`, 'utf8')).toBe(text);
    expect(await readdir(directory)).not.toContain('state.json');
  });

  it('goes on after a write that failed', async () => {
    const file = await openStateFile(directory);
    await rm(directory, { recursive: true });
    await expect(file.write(outage)).rejects.toMatchObject({
      name: 'StateFileError',
      message: expect.stringContaining('ENOENT'),
    });
    await openStateFile(directory);
    await file.write(outage);
    expect(await file.read()).toEqual({ state: outage, problem: undefined });
  });

  it.each(['/proc/sentry', '/dev/null/sentry'])('says at once that nothing can be kept in %s', async (place) => {
    await expect(openStateFile(place)).rejects.toMatchObject({
      name: 'StateFileError',
      message: expect.stringMatching(/^\/.*state\.json cannot be kept \(E\w+\): .*--state-directory/),
    });
  });
});
