import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { runCommand } from './support/command.ts';

const machine = 'i-0123456789abcdef0';
const external = 'mi-0123456789abcdef0';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ stack: false });
  const { ecs } = sandbox.services;
  ecs.operations.CreateCluster({ clusterName: 'demo' });
  ecs.registerInstance({ clusterName: 'demo', launchType: 'EC2', ec2InstanceId: machine });
  ecs.registerInstance({ clusterName: 'demo', launchType: 'EXTERNAL', ec2InstanceId: external });
});
afterAll(() => sandbox.close());

const agent = (...words: string[]) => runCommand(['agent', ...words, '--endpoint-url', sandbox.url]);
const facts = (id: string) => {
  const { status, agentConnected } = sandbox.services.ecs.instance(id).instance;
  return { status, agentConnected };
};

describe('runbook agent', () => {
  it('turns an agent off and on', async () => {
    const off = await agent('off', machine);
    expect(off).toMatchObject({ code: 0, stderr: '' });
    expect(off.stdout).toContain(`the agent on ${machine} in cluster demo is disconnected: ECS has told EventBridge`);
    expect(off.stdout).toContain(`later: runbook agent on ${machine}`);
    expect(facts(machine).agentConnected).toBe(false);
    expect((await agent('off', machine)).stdout).toContain('was disconnected already: nothing has changed');
    expect((await agent('on', machine)).stdout).toBe(
      `the agent on ${machine} in cluster demo is connected: ECS has told EventBridge\n`,
    );
    expect(facts(machine).agentConnected).toBe(true);
  });

  it('finds the sandbox that AWS_ENDPOINT_URL names, and prints one document in JSON mode', async () => {
    const { code, stdout } = await runCommand(['agent', 'off', external, '--json'], { AWS_ENDPOINT_URL: sandbox.url });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ agent: { instance: external, agentConnected: false }, isChange: true });
  });

  it('lists agents with their machines', async () => {
    sandbox.services.ecs.setAgentConnected(external, false);
    const { code, stdout } = await agent('list');
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual([
      `demo  ${machine}   ACTIVE  connected     machine running, Systems Manager Online`,
      `demo  ${external}  ACTIVE  disconnected  machine running, Systems Manager Online`,
    ]);
    const listed: unknown = JSON.parse((await agent('list', '--json')).stdout);
    expect(listed).toMatchObject([{ instance: machine, version: expect.any(Number) }, { instance: external }]);
  });

  it('stops and starts machines, and says what Systems Manager hears', async () => {
    const stopped = await agent('host', machine, 'stopped');
    expect(stopped.stdout).toBe(`instance ${machine} is stopped; Systems Manager: unaware of it\n`);
    expect(facts(machine)).toEqual({ status: 'ACTIVE', agentConnected: false });
    await agent('host', machine, 'running');
    expect(facts(machine).agentConnected).toBe(true);
    const lost = await agent('host', external, 'ConnectionLost', '--json');
    expect(JSON.parse(lost.stdout)).toMatchObject({ id: external, state: 'running', ping: 'ConnectionLost' });
  });

  it.each([
    ['an instance that is not there', ['off', 'i-0'], `no container instance i-0 in the sandbox; it has ${machine}`],
    ['a machine that is not there', ['host', 'i-0', 'stopped'], 'there is no instance i-0 in the sandbox'],
    ['what is no machine', ['host', 'demo', 'stopped'], 'instance: must be i-… or mi-…'],
    ['stopping an external machine', ['host', external, 'stopped'], `${external} is external`],
  ])('exits 1 with the words of the sandbox about %s', async (_, words, message) => {
    const { code, stdout, stderr } = await agent(...words);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it('prints a refusal as a document in JSON mode', async () => {
    const { code, stdout } = await agent('off', 'i-0', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: 'SandboxRefusedError', message: expect.stringMatching(/i-0/) });
  });

  it.each([
    ['a stage', ['off', machine, '--stage', 'prod'], /in a sandbox only, never in AWS: leave --stage out/],
    ['an unknown change', ['host', machine, 'off'], /Allowed choices are running, stopped, terminated, Online/],
    ['a missing instance', ['off'], /missing required argument 'instance'/],
    ['an unknown verb', ['kill'], /unknown command 'kill'/],
    ['no verb', [], /Usage: runbook agent/],
  ])('exits 2 for %s', async (_, words, message) => {
    const { code, stdout, stderr } = await agent(...words);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('says how to start a sandbox where none answers', async () => {
    const { code, stderr } = await runCommand(['agent', 'list', '--endpoint-url', 'http://127.0.0.1:9']);
    expect(code).toBe(1);
    expect(stderr).toContain('no sandbox answers at http://127.0.0.1:9: start one with `runbook sandbox`');
  });
});

it.each(['list', 'off', 'on', 'host'])('runbook agent %s --help shows an example', async (verb) => {
  const { code, stdout } = await runCommand(['agent', verb, '--help']);
  expect(code).toBe(0);
  expect(stdout).toContain(`  $ runbook agent ${verb}`);
});
