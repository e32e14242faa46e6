import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionDocument } from '../../cli/execution/document.ts';
import { runCommand, startCommand } from './support/command.ts';
import { outputUntil } from './support/output.ts';

const instance = '0f3d2c1b4a5968778695a4b3c2d1e0ff';
const disconnected = '2d1e0f3c4b5a69788796a5b4c3d2e102';

let serving: ReturnType<typeof startCommand>;
let url: string;
let server: Server;
let port: string;

beforeAll(async () => {
  server = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = String((server.address() as AddressInfo).port);
  serving = startCommand(['sandbox', '--port', '0', '--json']);
  const { url: address } = JSON.parse(await outputUntil(serving.stdout, /^}\n$/m)) as { url: string };
  url = address;
}, 600_000);

afterAll(async () => {
  server.close();
  serving.kill('SIGINT');
  const [code] = (await once(serving, 'exit')) as [number];
  expect(code).toBe(0);
});

const connectivity = ['mode=CONNECTIVITY', 'cluster=demo', 'endpoint=127.0.0.1', `containerInstance=${instance}`];
const start = (...words: string[]) => runCommand(['start', 'autodiag', ...words, '--endpoint-url', url]);
const status = (name: string, ...words: string[]) => runCommand(['status', name, '--endpoint-url', url, ...words]);
const documentOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout) as ExecutionDocument;

describe('runbook with a running sandbox', () => {
  it('shows states, the log of the task and the findings', async () => {
    const { code, stdout } = await start(...connectivity, `port=${port}`);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^autodiag {2}cli-autodiag-.*\nin the sandbox at ${url}\n`));
    expect(stdout).toMatch(/▸ ValidateRequest\n {2}✓ ValidateRequest +\d+\.\d s\n/);
    expect(stdout).toMatch(/│ # ECS AutoDiag CONNECTIVITY/);
    expect(stdout).toMatch(/│ TCP +│ PASS +│ connected/);
    expect(stdout).toMatch(/log stream: \/ecs\/autodiag-sandbox ecs\/autodiag\/[0-9a-f]{32}\n/);
  });

  it('exits 1 where a finding is FAIL', async () => {
    const ended = await start(...connectivity, 'port=9', '--json');
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(documentOf(ended)).toMatchObject({ status: 'SUCCEEDED', result: { outcome: 'FAIL' } });
  });

  it('exits 1 with the name of the error where the runbook could not do its work', async () => {
    const ended = await start('mode=GENERAL', 'cluster=demo', `containerInstance=${disconnected}`, '--json');
    expect(ended.code).toBe(1);
    expect(documentOf(ended)).toMatchObject({ status: 'FAILED', error: 'AgentDisconnectedError' });
    expect(documentOf(ended).states.map(({ name }) => name)).toEqual([
      'ValidateRequest',
      'StartDiagnosticTask',
      'NotifyFailure',
      'RunbookFailed',
    ]);
  });

  it('finds the sandbox that AWS_ENDPOINT_URL names', async () => {
    const words = ['start', 'autodiag', ...connectivity, `port=${port}`, '--no-follow', '--json'];
    const { stdout } = await runCommand(words, { AWS_ENDPOINT_URL: url });
    expect(JSON.parse(stdout)).toMatchObject({ runbook: 'autodiag', status: 'RUNNING' });
  });

  it('goes on after throttling', async () => {
    const fault = { service: 'states', operation: 'GetExecutionHistory', error: 'ThrottlingException', times: 6 };
    await fetch(`${url}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(fault) });
    const { code } = await start(...connectivity, `port=${port}`, '--json');
    const { faults } = (await (await fetch(`${url}/_sandbox/faults`)).json()) as { faults: unknown[] };
    expect({ code, faults }).toEqual({ code: 0, faults: [] });
  });

  it('does not hide an error that will not pass', async () => {
    const fault = { service: 'states', operation: 'GetExecutionHistory', error: 'AccessDeniedException' };
    await fetch(`${url}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(fault) });
    const { code, stderr } = await start(...connectivity, `port=${port}`);
    expect(code).toBe(1);
    expect(stderr).toContain('error: AccessDeniedException');
  });

  it('says that an execution goes on when its follower is interrupted', async () => {
    const slow = ['mode=HEALTHCHECK', 'cluster=demo', 'endpoint=127.0.0.1', 'protocol=http', `port=${port}`];
    const words = ['start', 'autodiag', ...slow, 'checks=100', 'intervalSeconds=1', '--endpoint-url', url];
    const follower = startCommand(words);
    const notes = outputUntil(follower.stderr, /stop-execution --execution-arn arn:\S+/);
    const [, name = ''] =
      /^autodiag {2}(\S+)/.exec(await outputUntil(follower.stdout, /▸ WaitForDiagnosticTask/)) ?? [];
    follower.kill('SIGINT');
    expect(await notes).toContain(`runbook status ${name} --endpoint-url ${url}`);
    expect(follower.exitCode ?? (await once(follower, 'exit'))[0]).toBe(130);
    expect(documentOf(await status(name, '--json')).status).toBe('RUNNING');
  });
});

describe('runbook status', () => {
  it('tells by name or ARN what an execution did, and makes links that open its log', async () => {
    const started = documentOf(await start('mode=GENERAL', 'cluster=demo', `containerInstance=${instance}`, '--json'));
    const byName = await status(started.name, '--links', '--json');
    const { presignedLinks, ...document } = JSON.parse(byName.stdout) as ExecutionDocument & {
      presignedLinks: { log: string };
    };
    expect(document).toEqual(started);
    const log = await fetch(presignedLinks.log);
    expect(await log.text()).toContain('#### DIAG COMPLETE ####');
    const { stdout } = await status(started.executionArn);
    expect(stdout).toContain(`autodiag  ${started.name}\nSUCCEEDED, started ${started.startedAt}`);
    expect(stdout).toContain(`log: ${started.result?.links?.['log']}`);
    expect(stdout).not.toContain('console.aws.amazon.com');
  });

  it('keeps presigned links out of what nobody asked them of', async () => {
    const started = documentOf(await start('mode=GENERAL', 'cluster=demo', `containerInstance=${instance}`, '--json'));
    const { stdout } = await status(started.name);
    expect(stdout).not.toContain('X-Amz-Signature');
  });

  it.each([
    ['a name', 'nobody'],
    ['an ARN', 'arn:aws:states:us-east-1:000000000000:execution:ecs-runbooks-sandbox-autodiag:nobody'],
  ])('says that there is no such execution, given %s', async (_, name) => {
    const { code, stderr } = await status(name);
    expect(code).toBe(1);
    expect(stderr).toContain(`stage sandbox in us-east-1 has no execution ${name}`);
  });
});

describe('runbook agent', () => {
  it('turns an agent off and on in the sample', async () => {
    const external = 'mi-0123456789abcdef0';
    const turn = async (word: string) => {
      const { stdout } = await runCommand(['agent', word, external, '--endpoint-url', url, '--json']);
      return JSON.parse(stdout) as unknown;
    };
    expect(await turn('off')).toMatchObject({ agent: { instance: external, agentConnected: false }, isChange: true });
    expect(await turn('on')).toMatchObject({ agent: { instance: external, agentConnected: true }, isChange: true });
    const { stdout } = await runCommand(['agent', 'list', '--endpoint-url', url]);
    expect(stdout).toMatch(/^demo {2}i-0f9e8d7c6b5a43210 +ACTIVE {2}disconnected {2}machine running/m);
  });
});

describe('runbook sandbox', () => {
  it('shows mails in JSON, one a line', async () => {
    const line = outputUntil(serving.stdout, /^\{"mail":\{.*\}\}\n/m);
    await start(...connectivity, 'port=9', '--json');
    const [, mail = '{}'] = /^(\{"mail":.*)$/m.exec(await line) ?? [];
    expect(JSON.parse(mail)).toMatchObject({ mail: { topicArn: expect.any(String), subject: expect.any(String) } });
  });

  it('says what to do when its port is taken', async () => {
    const { code, stderr } = await runCommand(['sandbox', '--port', port]);
    expect(code).toBe(1);
    expect(stderr).toContain(port);
    expect(stderr).toContain('--port');
  });
});

describe('runbook --stage', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'sandbox', AWS_SECRET_ACCESS_KEY: 'sandbox' };
  const inStage = (stage: string) => ['--stage', stage, '--region', 'us-east-1', '--endpoint-url', url];

  it('finds the machine by its name and uses the ordinary credentials', async () => {
    const words = ['start', 'autodiag', ...connectivity, `port=${port}`, '--no-follow', ...inStage('sandbox')];
    const { code, stdout } = await runCommand(words, keys);
    expect(code).toBe(0);
    expect(stdout).toContain(`--stage sandbox --region us-east-1 --endpoint-url ${url}`);
  });

  it('says so where the stage has no runbooks', async () => {
    const { code, stderr } = await runCommand(['status', 'x', ...inStage('prod')], keys);
    expect(code).toBe(1);
    expect(stderr).toMatch(/there are no runbooks of stage prod in us-east-1: .*serverless deploy --stage prod/);
  });

  it('asks for the region where nothing tells it', async () => {
    const nowhere = { ...keys, AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
    const { code, stderr } = await runCommand(['status', 'x', '--stage', 'prod'], nowhere);
    expect(code).toBe(2);
    expect(stderr).toContain('give --region, or set AWS_REGION');
  });
});
