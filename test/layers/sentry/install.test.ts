import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { programName, unitName } from '../../../layers/sentry/contract.ts';
import { describeWith } from '../../support/programs.ts';

const layer = join(import.meta.dirname, '../../../layers/sentry');
const script = join(layer, 'install.sh');
const unit = readFileSync(join(layer, unitName), 'utf8');
const bundle = 'console.log("the bundle");\n';
const sha256 = createHash('sha256').update(bundle).digest('hex');

let root: string;

/** Programs of the host, which note how they are called; what they answer hangs on files of the test. */
const stubs = {
  systemctl: '',
  node: `case "$*" in
    --version) cat "$ROOT/node-version" ;;
    *status*) echo '{"isRunning":true}' ;;
    *release*) exit "$(cat "$ROOT/release-exit")" ;;
  esac`,
  docker: `case "$*" in
    *'container inspect --format {{.State'*) [ -f "$ROOT/container" ] && cat "$ROOT/container" ;;
    *'container inspect --format {{.Image'*) [ -f "$ROOT/container" ] && echo sha256:abc ;;
    'container inspect'*) [ -f "$ROOT/container" ] ;;
    'image inspect --format'*) echo sha256:abc ;;
    'run --detach'*) printf 'true %s' "$(echo "$*" | sed 's/.*version=\\([0-9a-f]*\\).*/\\1/')" >"$ROOT/container" ;;
    'rm '*) rm "$ROOT/container" ;;
    exec*) echo '{"isRunning":true}' ;;
    *release*) exit "$(cat "$ROOT/release-exit")" ;;
  esac`,
  curl: `cat >"$ROOT/curl-config"; while [ "$1" != --output ]; do shift; done; cp "$ROOT/bundle.mjs" "$2"`,
  aws: `cp "$ROOT/bundle.mjs" "$5"`,
};

const place = (path: string): string => join(root, path);
const read = (path: string): string => readFileSync(place(path), 'utf8');

const program = `usr/lib/${programName}/main.mjs`;
const settings = `etc/${programName}.conf`;
const unitFile = `etc/systemd/system/${unitName}`;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sentry-install-'));
  for (const [name, body] of Object.entries(stubs)) {
    const path = place(`bin/${name}`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\necho "${name} $*" >>"$ROOT/calls"\n${body}\n`);
    chmodSync(path, 0o755);
  }
  writeFileSync(place('node-version'), 'v24.21.0\n');
  writeFileSync(place('release-exit'), '0');
  writeFileSync(place('bundle.mjs'), bundle);
});

afterEach(() => rm(root, { recursive: true }));

interface Outcome {
  exitCode: number | null;
  output: string;
  calls: string[];
}

const install = (...args: string[]): Outcome => {
  rm(place('calls'), { force: true });
  writeFileSync(place('calls'), '');
  const { status, stdout, stderr } = spawnSync('sh', [script, ...args], {
    encoding: 'utf8',
    env: { PATH: `${place('bin')}:/usr/bin:/bin`, ROOT: root, SENTRY_ROOT: root, SENTRY_WAIT: '0' },
  });
  return { exitCode: status, output: stdout + stderr, calls: read('calls').split('\n').filter(Boolean) };
};

const asService = ['--region', 'eu-west-1', '--sha256', sha256, '--bundle'] as const;
const asContainer = ['--region', 'eu-west-1', '--image', 'example.com/sentry:1'] as const;

const changing = ({ calls }: Outcome): string[] =>
  calls.filter((call) => /^(systemctl|docker (run|stop|rm|pull))/.test(call));

describe('install.sh on a host with Node.js 24', () => {
  it('installs the bundle, its settings and the unit, and starts it', () => {
    const outcome = install(...asService, place('bundle.mjs'), '--set', 'SENTRY_INTERVAL=10');
    expect(outcome).toMatchObject({ exitCode: 0, output: expect.stringContaining('runs as a service, changed') });
    expect(read(program)).toBe(bundle);
    expect(read(settings)).toBe('SENTRY_INTERVAL=10\nSENTRY_REGION=eu-west-1\n');
    expect(read(unitFile)).toBe(unit.replace('/usr/bin/node', place('bin/node')));
    expect(changing(outcome)).toEqual([
      'systemctl daemon-reload',
      `systemctl enable ${unitName}`,
      `systemctl restart ${unitName}`,
    ]);
  });

  it('changes nothing the second time', () => {
    install(...asService, place('bundle.mjs'));
    const outcome = install(...asService, place('bundle.mjs'));
    expect(outcome.exitCode).toBe(0);
    expect(changing(outcome)).toEqual([`systemctl enable ${unitName}`, `systemctl start ${unitName}`]);
  });

  it.each(['s3://bucket/main.mjs', 'https://bucket.example.com/main.mjs?X-Amz-Signature=abc'])('takes %s', (source) => {
    const outcome = install(...asService, source);
    expect(outcome.exitCode).toBe(0);
    expect(read(program)).toBe(bundle);
    expect(outcome.calls.join() + outcome.output).not.toContain('Signature');
  });

  it('installs no bundle but the one that was meant', () => {
    writeFileSync(place('bundle.mjs'), 'something else');
    const outcome = install(...asService, place('bundle.mjs'));
    expect(outcome).toMatchObject({ exitCode: 1, output: expect.stringContaining('not the one that --sha256 names') });
    expect(changing(outcome)).toEqual([]);
    expect(existsSync(place(program))).toBe(false);
  });

  it('takes the place of a container', () => {
    install(...asContainer);
    const outcome = install(...asService, place('bundle.mjs'), '--image', 'example.com/sentry:1');
    expect(changing(outcome).slice(0, 2)).toEqual([
      `docker stop --time 15 ${programName}`,
      `docker rm --force ${programName}`,
    ]);
  });
});

describe('install.sh on another host', () => {
  it.each(['v18.19.1\n', ''])('runs the image where Node.js is %j', (version) => {
    writeFileSync(place('node-version'), version);
    const outcome = install(...asService, place('bundle.mjs'), '--image', 'example.com/sentry:1');
    expect(outcome).toMatchObject({ exitCode: 0, output: expect.stringContaining('runs as a container, changed') });
    const run = outcome.calls.find((call) => call.startsWith('docker run')) ?? '';
    for (const part of ['--restart always', '/var/run/docker.sock:/var/run/docker.sock', `:/var/lib/${programName}`])
      expect(run).toContain(part);
  });

  it('leaves a container that is the same', () => {
    install(...asContainer);
    expect(changing(install(...asContainer))).toEqual([]);
    expect(changing(install(...asContainer, '--set', 'SENTRY_INTERVAL=5'))).toHaveLength(3);
  });

  it('says what is missing where there is no image', () => {
    writeFileSync(place('node-version'), 'v18.19.1\n');
    expect(install(...asService, place('bundle.mjs'))).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining('no Node.js 24 with systemd (node: 18): give --image as well'),
    });
  });
});

describe('install.sh --uninstall', () => {
  it('stops it, gives back what it has changed, and removes it', () => {
    install(...asService, place('bundle.mjs'));
    const outcome = install('--uninstall');
    expect(outcome.exitCode).toBe(0);
    expect(outcome.calls.filter((call) => /^systemctl disable|release/.test(call)).slice(0, 2)).toEqual([
      `systemctl disable --now ${unitName}`,
      expect.stringContaining('main.mjs release'),
    ]);
    for (const path of [program, settings, unitFile]) expect(existsSync(place(path))).toBe(false);
  });

  it('removes nothing where something could not be given back', () => {
    install(...asService, place('bundle.mjs'));
    writeFileSync(place('release-exit'), '1');
    expect(install('--uninstall').exitCode).toBe(1);
    for (const path of [program, settings, unitFile]) expect(existsSync(place(path))).toBe(true);
  });

  it('releases by the image where it ran as a container', () => {
    install(...asContainer);
    const outcome = install('--uninstall');
    expect(outcome.exitCode).toBe(0);
    expect(outcome.calls.some((call) => /^docker run --rm .* sha256:abc release$/.test(call))).toBe(true);
    expect(existsSync(place('container'))).toBe(false);
  });

  it('has nothing to do where nothing is installed', () => {
    expect(install('--uninstall').exitCode).toBe(0);
    expect(install('--uninstall').exitCode).toBe(0);
  });
});

describe('install.sh with wrong options', () => {
  it.each([
    [['--region'], '--region needs a value'],
    [['--regoin', 'x'], '--regoin is not known'],
    [['--image', 'x'], '--region is missing'],
    [['--region', 'eu-west-1', '--set', 'PATH=/tmp'], '--set takes SENTRY_…'],
    [['--region', 'eu-west-1', '--set', 'SENTRY_LOGFILE=a b'], 'the value of SENTRY_LOGFILE holds a character'],
    [['--region', 'eu-west-1', '--set', 'SENTRY_STATE_DIRECTORY=/x'], 'the unit allows no other'],
    [['--region', 'eu-west-1', '--bundle', 'x'], '--sha256 is missing'],
  ])('refuses %j', (args, words) => {
    expect(install(...args)).toMatchObject({ exitCode: 2, output: expect.stringContaining(words) });
  });
});

describe('the unit', () => {
  it('is the one that install.sh writes', () => {
    expect(readFileSync(script, 'utf8')).toContain(`<<'UNIT'\n${unit}UNIT\n`);
  });
});

describeWith(['systemd-analyze'], 'systemd-analyze', () => {
  it('verifies the unit', async () => {
    const path = place(unitName);
    writeFileSync(path, unit.replace('/usr/bin/node', process.execPath));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('finds little exposed', () => {
    const path = join(layer, unitName);
    const { status, stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', path], {
      encoding: 'utf8',
    });
    expect(stdout).toContain('Overall exposure level');
    expect(status).toBe(0);
  });
});
