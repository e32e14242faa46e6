import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LogSettings, openLog } from '../../../../layers/sentry/src/log.ts';
import { logLine } from '../../../../layers/sentry/src/log-line.ts';

let directory: string;
let printed: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sentry-log-'));
  printed = [];
});

afterEach(() => rm(directory, { recursive: true }));

const at = new Date(2021, 6, 10, 9, 0, 1, 200);
const place = (name: string): string => join(directory, name);
const read = (name: string): string => readFileSync(place(name), 'utf8');

const open = (settings: Partial<LogSettings> = {}) =>
  openLog({
    ...{ logFile: place('log'), fallback: place('fallback'), logLevel: 'INFO', logFormat: 'text' },
    ...{ now: () => at, print: (text) => void printed.push(text), pid: 713928 },
    ...settings,
  });

describe('a line of the log', () => {
  it('has the shape of the original program, in local time', () => {
    const entry = { at, level: 'INFO' as const, tag: 'startup' as const, message: 'arg - interval: 10' };
    expect(logLine(entry, 'text', 713928)).toBe(
      '2021-07-10 09:00:01,200 INFO PID_713928 [startup] arg - interval: 10\n',
    );
  });

  it('is a JSON object with --log-format json', () => {
    const entry = { at, level: 'ERROR' as const, tag: 'connect' as const, message: 'dns: "no" such name' };
    expect(JSON.parse(logLine(entry, 'json', 7))).toEqual({
      ...{ time: at.toISOString(), level: 'ERROR', pid: 7, tag: 'connect', message: 'dns: "no" such name' },
    });
  });

  it('stays one line, whatever a server says', () => {
    const entry = { at, level: 'INFO' as const, tag: 'connect' as const, message: 'a\r\n2021 INFO forged\u0007\n' };
    expect(logLine(entry, 'text', 1).match(/\n/g)).toHaveLength(1);
  });
});

describe('the log', () => {
  it('goes to the file, behind what is there, and to standard output', () => {
    writeFileSync(place('log'), 'before\n');
    const log = open();
    log.write('INFO', 'begin', 'connectivity test..');
    expect(read('log')).toBe(`before\n${printed.join('')}`);
    expect(printed).toEqual(['2021-07-10 09:00:01,200 INFO PID_713928 [begin] connectivity test..\n']);
    expect(log).toMatchObject({ path: place('log'), problem: null });
  });

  it('leaves out what is below its level', () => {
    const log = open({ logLevel: 'ERROR' });
    for (const level of ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const) log.write(level, 'end', level);
    expect(printed.map((line) => line.split(' ').at(-1))).toEqual(['ERROR\n', 'CRITICAL\n']);
  });

  it('falls back to the other file where it cannot be written, and says so', () => {
    const log = open({ logFile: place('missing/log') });
    log.write('INFO', 'begin', 'one');
    expect(log.problem).toBe(`${place('missing/log')} cannot be written (ENOENT): logging to ${place('fallback')}`);
    expect(read('fallback')).toContain('one');
  });

  it('follows no link at the fallback, and goes on with standard output alone', () => {
    writeFileSync(place('victim'), '');
    symlinkSync(place('victim'), place('fallback'));
    const log = open({ logFile: place('missing/log') });
    log.write('INFO', 'begin', 'one');
    expect(log.path).toBeNull();
    expect(log.problem).toContain('logging to standard output alone');
    expect(read('victim')).toBe('');
    expect(printed).toHaveLength(1);
  });

  it('does not wait for a reader of a pipe', () => {
    execFileSync('mkfifo', [place('log')]);
    expect(open().path).toBe(place('fallback'));
  });
});

describe('rotation', () => {
  it('keeps five older files, the newest as .1', () => {
    const log = open({ rotation: { maxBytes: 200, kept: 5 } });
    for (let number = 1; number <= 20; number += 1) log.write('INFO', 'end', `line ${number}`);
    expect(readdirSync(directory).sort()).toEqual(['log', 'log.1', 'log.2', 'log.3', 'log.4', 'log.5']);
    expect(read('log')).toContain('line 20');
    expect(read('log.1')).toContain('line 18');
    for (const name of readdirSync(directory)) expect(read(name).length).toBeLessThanOrEqual(200);
  });

  it('counts what was in the file before', () => {
    writeFileSync(place('log'), 'x'.repeat(199));
    open({ rotation: { maxBytes: 200, kept: 5 } }).write('INFO', 'end', 'one');
    expect(read('log.1')).toHaveLength(199);
  });

  it('empties the file where nothing can be renamed: the disk is not filled', () => {
    mkdirSync(place('log.1'));
    const log = open({ rotation: { maxBytes: 200, kept: 1 } });
    for (let number = 1; number <= 20; number += 1) log.write('INFO', 'end', `line ${number}`);
    expect(read('log').length).toBeLessThanOrEqual(200);
    expect(read('log')).toContain('line 20');
  });

  it('loses a line that cannot be written, and nothing else', () => {
    expect(existsSync('/dev/full')).toBe(true);
    const log = open({ logFile: '/dev/full' });
    log.write('INFO', 'end', 'one');
    expect(printed).toHaveLength(1);
  });
});
