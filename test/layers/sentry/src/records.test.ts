import { readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OutageRecord } from '../../../../layers/sentry/contract.ts';
import {
  type Heartbeat,
  maxOutages,
  openRecords,
  readHeartbeat,
  readOutages,
} from '../../../../layers/sentry/src/records.ts';

let directory: string;
let problems: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sentry-records-'));
  problems = [];
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const open = () => openRecords(directory, (message) => problems.push(message));

const record = (startedAt: string, removed = 0): OutageRecord => ({
  ...{ version: 1, startedAt, endedAt: '2026-03-01T13:00:00.000Z', reason: 'tcp: refused', reconnect: 'cleanup' },
  ...{ protected: 3, restartedByDocker: 1, startedBySentry: 0, removed, restored: 2, preserved: 0, failed: 0 },
});

const heartbeat = (at: string): Heartbeat => ({
  ...{ version: 1, at, startedAt: at, pid: 1, intervalMs: 20_000, endpoint: 'ecs.example.com:443', phase: 'ONLINE' },
  ...{ link: { status: 'ONLINE', hasBeenReached: true, contrary: 0 }, probes: [], logFile: null, warnings: [] },
});

describe('the records', () => {
  it('keep the last heartbeat', () => {
    const records = open();
    expect(readHeartbeat(directory)).toBeUndefined();
    records.beat(heartbeat('2026-03-01T12:00:00.000Z'));
    records.beat(heartbeat('2026-03-01T12:00:20.000Z'));
    expect(readHeartbeat(directory)?.at).toBe('2026-03-01T12:00:20.000Z');
    expect(readdirSync(directory)).toEqual(['heartbeat.json']);
  });

  it('keep so many outages and no more, the newest last', () => {
    const records = open();
    for (let number = 0; number < maxOutages + 5; number += 1) records.addOutage(record(`outage ${number}`));
    const kept = readOutages(directory);
    expect(kept).toHaveLength(maxOutages);
    expect(kept.at(-1)?.startedAt).toBe(`outage ${maxOutages + 4}`);
  });

  it('keep an outage once, as it was told last', () => {
    open().addOutage(record('one'));
    open().addOutage(record('one', 2));
    expect(readOutages(directory)).toEqual([record('one', 2)]);
  });

  it('pass over lines that are none', () => {
    writeFileSync(join(directory, 'outages.jsonl'), `null\n{"version":1,\n${JSON.stringify(record('one'))}\n`);
    expect(readOutages(directory)).toEqual([record('one')]);
  });

  it('say once that they cannot be written', async () => {
    const records = open();
    await rm(directory, { recursive: true });
    records.beat(heartbeat('2026-03-01T12:00:00.000Z'));
    records.beat(heartbeat('2026-03-01T12:00:20.000Z'));
    expect(problems).toEqual([expect.stringContaining('records could not be written: ENOENT')]);
  });
});
