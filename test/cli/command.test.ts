import { spawn } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import packageJson from '../../package.json' with { type: 'json' };
import { runbooks } from '../../statemachines/index.ts';
import { endOf, runCommand, startCommand } from './support/command.ts';

/** An address where nothing answers. */
const nowhere = 'http://127.0.0.1:9';

describe('runbook', () => {
  it('tells its version', async () => {
    expect(await runCommand(['--version'])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
  });

  it.each(['list', 'describe', 'start', 'status', 'sandbox', 'agent', 'graph', 'demo', 'validate'])(
    '%s --help shows an example',
    async (verb) => {
      const { code, stdout } = await runCommand([verb, '--help']);
      expect(code).toBe(0);
      expect(stdout).toContain(`  $ runbook ${verb}`);
      expect(stdout).toContain('--json');
    },
  );

  it('lists every runbook', async () => {
    const { code, stdout } = await runCommand(['list']);
    expect(code).toBe(0);
    const listed = stdout.trimEnd().split('\n');
    expect(listed.map((line) => line.split(/ {2,}/))).toEqual(runbooks.map(({ name, summary }) => [name, summary]));
  });

  it('describes a request and shows an example', async () => {
    const { code, stdout } = await runCommand(['describe', 'autodiag']);
    expect(code).toBe(0);
    expect(stdout).toContain('│ timeoutSeconds ');
    expect(stdout).toContain('runbook start autodiag mode=GENERAL');
  });

  it('draws a machine', async () => {
    const { code, stdout } = await runCommand(['graph', 'autodiag']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^flowchart TD\n/);
    expect(stdout).toContain('s_ValidateRequest --> s_StartDiagnosticTask');
  });

  it('ends quietly when its reader has read enough', async () => {
    const child = startCommand(['describe', 'autodiag']);
    child.stdout.destroy();
    const stderr = await new Response(child.stderr as unknown as ReadableStream).text();
    expect(stderr).toBe('');
  });

  it('writes no colour where nobody watches', async () => {
    const { stdout } = await runCommand(['describe', 'autodiag'], { CI: 'true', TERM: 'xterm-256color' });
    expect(stdout).not.toContain('\u001b');
  });
});

describe('runbook --json', () => {
  it.each([
    ['list', ['list'], expect.arrayContaining([expect.objectContaining({ name: 'autodiag', changes: false })])],
    [
      'describe',
      ['describe', 'autodiag'],
      expect.objectContaining({ title: 'autodiag', required: ['mode', 'cluster'] }),
    ],
    ['graph', ['graph', 'autodiag'], expect.objectContaining({ runbook: 'autodiag', mermaid: expect.any(String) })],
  ])('%s prints one document and nothing else', async (_, words, expected) => {
    const { code, stdout, stderr } = await runCommand([...words, '--json']);
    expect(JSON.parse(stdout)).toEqual(expected);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('prints what is wrong with a request as a document', async () => {
    const { code, stdout, stderr } = await runCommand(['start', 'autodiag', 'mode=NOPE', 'prot=1', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      error: 'InvalidRequestError',
      problems: [{ field: 'mode' }, { field: 'cluster' }, { field: 'prot' }],
    });
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
  });

  it.each([
    ['an unknown command', ['lst', '--json']],
    ['an unknown option', ['--json', 'list', '--nope']],
    ['a missing argument', ['--json', 'describe']],
  ])('prints %s as a document', async (_, words) => {
    const { code, stdout, stderr } = await runCommand(words);
    expect(JSON.parse(stdout)).toEqual({ error: 'UsageError', message: expect.any(String) });
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
  });
});

describe('runbook used wrongly', () => {
  it.each([
    ['an unknown command', ['strat'], /unknown command 'strat'[\s\S]*Did you mean start/],
    ['an unknown option', ['list', '--jsno'], /unknown option '--jsno'[\s\S]*Did you mean --json/],
    ['too many words', ['list', 'more'], /too many arguments/],
    ['an unknown runbook', ['describe', 'autodig'], /no runbook is called autodig; there are: autodiag/],
    ['a graph of an unknown runbook', ['graph', '../../package'], /no runbook is called/],
    ['a wrong field', ['start', 'autodiag', 'mode=TASK', 'cluster=c', 'taskid=x'], /did you mean taskId\?/],
    ['a file that is not there', ['start', 'autodiag', '--request', '/missing.json'], /cannot be read: ENOENT/],
    [
      '--no-follow without anything that goes on',
      ['start', 'autodiag', 'mode=GENERAL', 'cluster=demo', '--no-follow'],
      /--no-follow needs/,
    ],
    ['status without anything to ask', ['status', 'x'], /there is no sandbox to ask/],
    ['an address that is none', ['status', 'x', '--endpoint-url', 'nonsense'], /--endpoint-url takes an address/],
    ['a stage that cannot be', ['status', 'x', '--stage', 'Prod!', '--region', 'us-east-1'], /--stage takes/],
    ['a port that cannot be', ['sandbox', '--port', '70000'], /--port takes a number from 0/],
    ['a port that is no number', ['sandbox', '--port', 'http'], /--port takes a number from 0/],
    ['a demo in a stage', ['demo', '--stage', 'prod'], /the demo has a sandbox of its own/],
  ])('says what to do about %s and exits 2', async (_, words, message) => {
    const { code, stdout, stderr } = await runCommand(words);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('does not replace a sandbox that does not answer where one was named', async () => {
    const { code, stderr } = await runCommand(['status', 'x', '--endpoint-url', nowhere]);
    expect(code).toBe(1);
    expect(stderr).toContain(`no sandbox answers at ${nowhere}`);
  });

  it('says that AWS_ENDPOINT_URL leads nowhere', async () => {
    const { stderr } = await runCommand(['status', 'x'], { AWS_ENDPOINT_URL: nowhere });
    expect(stderr).toContain(`no sandbox answers at AWS_ENDPOINT_URL (${nowhere})`);
  });

  it('reads a request from standard input', async () => {
    const child = spawn(process.execPath, ['cli/runbook.mjs', 'start', 'autodiag', '--request', '-']);
    const ended = endOf(child as unknown as ReturnType<typeof startCommand>);
    child.stdin.end('{"mode": "NOPE", "cluster": "demo"}');
    const { code, stderr } = await ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/mode {2}one of GENERAL/);
  });

  it('reads a field from standard input', async () => {
    const words = ['start', 'autodiag', 'cluster=demo', 'mode=@-'];
    const child = spawn(process.execPath, ['cli/runbook.mjs', ...words]);
    const ended = endOf(child as unknown as ReturnType<typeof startCommand>);
    child.stdin.end('NOPE\n');
    const { code, stderr } = await ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/mode {2}one of GENERAL/);
  });
});
