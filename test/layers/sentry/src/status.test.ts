import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { takeLock } from '../../../../layers/sentry/src/lock.ts';
import { openRecords } from '../../../../layers/sentry/src/records.ts';
import type { SentryState } from '../../../../layers/sentry/src/state.ts';
import { collectStatus } from '../../../../layers/sentry/src/status.ts';
import { statusText } from '../../../../layers/sentry/src/status-text.ts';
import { outageState } from '../../../support/come-back-world.ts';
import { described, fakeEngine, kept, restarted } from '../../../support/fake-engine.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sentry-status-'));
});

afterEach(() => rm(directory, { recursive: true }));

const dockerHost = 'unix:///nowhere/docker.sock';
const agent = described('agent', { image: 'amazon/amazon-ecs-agent:latest', labels: {}, state: 'paused' });

const running = { ...agent, state: 'running' };

const keep = (state: SentryState): void => writeFileSync(join(directory, 'state.json'), JSON.stringify(state));
const collect = (...containers: Parameters<typeof fakeEngine>) =>
  collectStatus({ stateDirectory: directory, dockerHost }, fakeEngine(...containers));

const beat = (): void =>
  openRecords(directory, () => undefined).beat({
    ...{ version: 1, at: '2026-11-20T10:00:20.000Z', startedAt: '2026-11-20T09:00:00.000Z', pid: 7 },
    ...{ intervalMs: 20_000, endpoint: 'ecs.eu-west-1.amazonaws.com:443', phase: 'OFFLINE' },
    ...{ link: { status: 'OFFLINE', hasBeenReached: true, contrary: 0 }, logFile: '/var/log/x', warnings: [] },
    probes: [
      { at: '2026-11-20T10:00:20.000Z', isReachable: false, stage: 'dns', reason: 'no such name', milliseconds: 9.6 },
    ],
  });

describe('the status', () => {
  it('is that of a sentry that never ran, where there is nothing', async () => {
    const status = await collect();
    expect(status).toMatchObject({ isRunning: false, heartbeat: null, phase: 'ONLINE', outage: null, outages: [] });
    expect(statusText(status)).toContain(
      'ecs-external-instance-network-sentry does not run\nphase: ONLINE (online: nothing is changed)\nendpoint: unknown, never reached yet',
    );
    expect(await readdir(directory)).toEqual([]);
  });

  it('shows the outage, what it has changed and what became of it', async () => {
    keep(outageState([kept('calm'), kept('crashed'), kept('gone')], 'agent'));
    beat();
    const status = await collect(agent, described('calm'), described('crashed', restarted));
    expect(status.containers.map(({ id, state, restartedBy }) => [id, state, restartedBy])).toEqual([
      ['calm', 'running', null],
      ['crashed', 'running', 'docker'],
      ['gone', 'gone', null],
    ]);
    expect(status.warnings).toEqual([]);
    const text = statusText(status);
    expect(text).toContain('does not run; last seen at 2026-11-20T10:00:20.000Z');
    expect(text).toContain('outage: since 2026-11-20T10:00:00.000Z (dns: no such name), lasts');
    expect(text).toContain('ecs agent: paused by the sentry (agent)');
    expect(text).toContain('last probes:\n  2026-11-20T10:00:20.000Z unreachable (dns: no such name, 10 ms)');
    expect(text).toContain(
      '  name-crashed, ecs cluster factory: running, restarted by docker, restart policy on-failure (before: no)',
    );
  });

  it('shows that it runs', async () => {
    beat();
    const unlock = await takeLock(directory);
    const status = await collect(agent);
    await unlock();
    expect(status.isRunning).toBe(true);
    expect(statusText(status)).toContain('runs since 2026-11-20T09:00:00.000Z, pid 7');
  });

  it('shows the last outages', async () => {
    openRecords(directory, () => undefined).addOutage({
      ...{ version: 1, startedAt: 'then', endedAt: 'later', reason: 'tcp: refused', reconnect: 'cleanup' },
      ...{ protected: 3, restartedByDocker: 1, startedBySentry: 1, removed: 2, restored: 1, preserved: 0, failed: 0 },
    });
    expect(statusText(await collect(agent))).toContain(
      'last outages:\n  then to later (tcp: refused): 3 protected, 2 restarted, 2 removed, 0 failed',
    );
  });

  it('says why the Engine cannot be asked, and shows the rest', async () => {
    keep(outageState([kept('calm')], null));
    const status = await collectStatus({ stateDirectory: directory, dockerHost });
    expect(status.containers).toMatchObject([{ name: 'name-calm', state: null }]);
    expect(status.warnings).toMatchObject([{ check: 'docker engine', status: 'FAIL' }]);
    expect(statusText(status)).toContain('[FAIL] unix:///nowhere/docker.sock: there is no socket');
  });

  it('says that the state file is none, and leaves it', async () => {
    writeFileSync(join(directory, 'state.json'), '{}');
    expect((await collect(running)).warnings).toMatchObject([{ check: 'state file', status: 'FAIL' }]);
    expect(await readdir(directory)).toEqual(['state.json']);
  });

  it('says that the state file cannot be read', async () => {
    mkdirSync(join(directory, 'state.json'));
    expect((await collect(running)).warnings).toMatchObject([{ detail: expect.stringContaining('cannot be read') }]);
  });
});
