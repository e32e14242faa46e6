import { type SendCommandCommandInput, SSM } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHosts } from '../../../../sandbox/hosts/index.ts';
import { ssmService } from '../../../../sandbox/services/ssm.ts';
import { turnedClock } from '../../../../sandbox/turned-clock.ts';
import { describeWith } from '../../../support/programs.ts';
import { aws, clientConfig, createWorld, start } from '../../endpoint/started.ts';

const world = createWorld(turnedClock());
const hosts = createHosts(world);
const restarted: string[] = [];
const ssm = ssmService(world, hosts, { restartAgent: (id) => void restarted.push(id) });
const linux = 'i-0123456789abcdef0';
const windows = 'i-0fedcba9876543210';
const lost = 'mi-0123456789abcdef0';
const ghost = 'i-0000000000000000a';

let endpoint: Awaited<ReturnType<typeof start>>;
let client: SSM;
beforeAll(async () => {
  hosts.add({ id: linux, tags: [{ Key: 'fleet', Value: 'blue' }] });
  hosts.add({ id: windows, platform: 'Windows' });
  hosts.add({ id: lost, ping: 'ConnectionLost' });
  endpoint = await start(world, [ssm.service]);
  client = new SSM(clientConfig(endpoint));
});
beforeEach(() => {
  restarted.length = 0;
  ssm.scriptCommands(() => undefined);
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
  world.clock.stop();
});

const send = async (input: Partial<SendCommandCommandInput> = {}) => {
  const Parameters = { commands: ['uptime'] };
  const given = { DocumentName: 'AWS-RunShellScript', InstanceIds: [linux], Parameters, ...input };
  return (await client.sendCommand(given)).Command?.CommandId ?? '';
};
const invocation = (CommandId: string, InstanceId = linux) => client.getCommandInvocation({ CommandId, InstanceId });

describe('Run Command', () => {
  it('goes from nothing known over Pending and InProgress to Success', async () => {
    const commandId = await send({ Comment: 'by a test' });
    await expect(invocation(commandId)).rejects.toMatchObject({ name: 'InvocationDoesNotExist' });
    const seen: unknown[] = [];
    for (const ms of [600, 500, 1_000]) {
      await world.clock.sleep(ms);
      seen.push((await invocation(commandId)).Status);
    }
    expect(seen).toEqual(['Pending', 'InProgress', 'Success']);
    expect(await invocation(commandId)).toMatchObject({
      Comment: 'by a test',
      DocumentName: 'AWS-RunShellScript',
      PluginName: 'aws:runShellScript',
      ResponseCode: 0,
      StatusDetails: 'Success',
      ExecutionElapsedTime: 'PT1S',
      StandardOutputContent: '',
    });
    expect(ssm.commands().at(-1)).toMatchObject({ commandId, instanceIds: [linux], commands: ['uptime'] });
  });

  it.each([
    ['AWS-RunShellScript', linux, 'sudo systemctl restart ecs', [linux]],
    ['AWS-RunShellScript', linux, 'systemctl restart --no-block ecs.service', [linux]],
    ['AWS-RunShellScript', linux, 'service ecs restart', [linux]],
    ['AWS-RunShellScript', linux, 'initctl start ecs', [linux]],
    ['AWS-RunShellScript', linux, 'systemctl status ecs', []],
    ['AWS-RunShellScript', linux, 'Restart-Service AmazonECS', []],
    ['AWS-RunPowerShellScript', windows, 'Restart-Service -Name AmazonECS -Force', [windows]],
  ])('%s on %s: %s restarts the agents of %j', async (DocumentName, id, line, expected) => {
    await send({ DocumentName, InstanceIds: [id], Parameters: { commands: ['set -e', line] } });
    await world.clock.sleep(6_000);
    expect(restarted).toEqual([]);
    await world.clock.sleep(1_500);
    expect(restarted).toEqual(expected);
  });

  it('restarts no agent of a node that is lost meanwhile', async () => {
    await send({ Parameters: { commands: ['systemctl restart ecs'] } });
    await world.clock.sleep(3_000);
    hosts.change(linux, { ping: 'ConnectionLost' });
    await world.clock.sleep(10_000);
    hosts.change(linux, { ping: 'Online' });
    expect(restarted).toEqual([]);
  });

  it('fails as a test scripts it, and does nothing then', async () => {
    ssm.scriptCommands(({ commands }) =>
      commands.includes('systemctl restart ecs')
        ? { responseCode: 5, stderr: 'Unit ecs.service not found.' }
        : undefined,
    );
    const commandId = await send({ Parameters: { commands: ['systemctl restart ecs'] } });
    await world.clock.sleep(10_000);
    expect(await invocation(commandId)).toMatchObject({
      Status: 'Failed',
      ResponseCode: 5,
      StandardErrorContent: 'Unit ecs.service not found.',
    });
    expect(restarted).toEqual([]);
  });

  it('times out where a node is lost before it hears of the command', async () => {
    const commandId = await send({ TimeoutSeconds: 30 });
    hosts.change(linux, { ping: 'ConnectionLost' });
    await world.clock.sleep(29_000);
    expect(await invocation(commandId)).toMatchObject({ Status: 'Pending', ResponseCode: -1 });
    await world.clock.sleep(1_000);
    expect(await invocation(commandId)).toMatchObject({ Status: 'TimedOut', StatusDetails: 'DeliveryTimedOut' });
    hosts.change(linux, { ping: 'Online' });
  });

  it('is cancelled before it has begun', async () => {
    const commandId = await send();
    await client.cancelCommand({ CommandId: commandId });
    await world.clock.sleep(5_000);
    expect(await invocation(commandId)).toMatchObject({ Status: 'Cancelled', ExecutionElapsedTime: '' });
    const strange = client.cancelCommand({ CommandId: commandId, InstanceIds: [windows] });
    await expect(strange).rejects.toMatchObject({ name: 'InvalidInstanceId' });
  });

  it('is listed with what became of it on each node', async () => {
    hosts.add({ id: 'mi-00000000000000001', tags: [{ Key: 'fleet', Value: 'blue' }] });
    ssm.scriptCommands(({ instanceId }) => (instanceId === linux ? { responseCode: 1, stdout: 'no' } : undefined));
    const commandId = await send({ InstanceIds: undefined, Targets: [{ Key: 'tag:fleet', Values: ['blue'] }] });
    await world.clock.sleep(1_500);
    const command = async () => (await client.listCommands({ CommandId: commandId })).Commands?.[0];
    expect(await command()).toMatchObject({ Status: 'InProgress', TargetCount: 2, CompletedCount: 0 });
    await world.clock.sleep(1_500);
    expect(await command()).toMatchObject({ Status: 'Failed', CompletedCount: 2, ErrorCount: 1 });
    const { CommandInvocations } = await client.listCommandInvocations({ CommandId: commandId, Details: true });
    expect(CommandInvocations).toMatchObject([
      { InstanceId: linux, Status: 'Failed', CommandPlugins: [{ ResponseCode: 1, Output: 'no' }] },
      { InstanceId: 'mi-00000000000000001', Status: 'Success', CommandPlugins: [{ ResponseCode: 0 }] },
    ]);
    const newest = await client.listCommands({ InstanceId: linux, MaxResults: 1 });
    expect(newest).toMatchObject({ Commands: [{ CommandId: commandId }], NextToken: expect.any(String) });
  });
});

describe('errors of Run Command', () => {
  it.each([
    ['InvalidInstanceId', `Instances [[${ghost}]] not in a valid state for account 000000000000`, [linux, ghost]],
    ['InvalidInstanceId', `Instances [[${lost}]] not in a valid state`, [lost]],
    [
      'UnsupportedPlatformType',
      `Cannot perform operation for instance id ${windows} of platform type Windows`,
      [windows],
    ],
    ['DuplicateInstanceId', 'twice', [linux, linux]],
    ['ValidationException', 'regular expression pattern', ['web-1']],
    ['ValidationException', 'less than or equal to 50', Array.from({ length: 51 }, () => linux)],
    ['ValidationException', 'Exactly one of', []],
  ])('%s: %s', async (name, message, InstanceIds) => {
    const before = ssm.commands().length;
    await expect(send({ InstanceIds })).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
    expect(ssm.commands()).toHaveLength(before);
  });

  it.each<[string, string, Partial<SendCommandCommandInput>]>([
    ['InvalidDocument', 'Document with name restart-agent does not exist', { DocumentName: 'restart-agent' }],
    ['ValidationException', 'documentName', { DocumentName: 'a b' }],
    ['InvalidParameters', 'Parameter "commands" requires a value.', { Parameters: {} }],
    ['InvalidParameters', '"colour" is not defined', { Parameters: { commands: ['a'], colour: ['red'] } }],
    ['ValidationException', 'greater than or equal to 30', { TimeoutSeconds: 29 }],
    ['ValidationException', 'length less than or equal to 100', { Comment: 'x'.repeat(101) }],
    ['ValidationException', 'Exactly one of', { Targets: [{ Key: 'InstanceIds', Values: [linux] }] }],
    ['ValidationException', 'Targets must be', { InstanceIds: [], Targets: [{ Key: 'Name', Values: ['web'] }] }],
    ['ValidationException', 'Targets must be', { InstanceIds: [], Targets: [{ Key: 'InstanceIds', Values: [] }] }],
    ['ValidationException', 'no commands with OutputS3BucketName', { OutputS3BucketName: 'logs' }],
    ['InvalidDocumentVersion', 'Document version 2 does not exist', { DocumentVersion: '2' }],
    ['InvalidInstanceId', ghost, { InstanceIds: [], Targets: [{ Key: 'InstanceIds', Values: [ghost] }] }],
  ])('%s: %s', async (name, message, input) => {
    await expect(send(input)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });

  it('names what is not known', async () => {
    const commandId = await send();
    await world.clock.sleep(1_000);
    await expect(invocation(commandId, windows)).rejects.toMatchObject({ name: 'InvocationDoesNotExist' });
    const plugin = client.getCommandInvocation({ CommandId: commandId, InstanceId: linux, PluginName: 'other' });
    await expect(plugin).rejects.toMatchObject({ name: 'InvalidPluginName' });
    const CommandId = '00000000-0000-0000-0000-000000000000';
    await expect(client.cancelCommand({ CommandId })).rejects.toMatchObject({ name: 'InvalidCommandId' });
    await expect(client.listCommands({ CommandId })).rejects.toMatchObject({ name: 'InvalidCommandId' });
    const Filters = [{ key: 'Status' as const, value: 'Success' }];
    await expect(client.listCommands({ Filters })).rejects.toMatchObject({ name: 'InvalidFilterKey' });
  });
});

describeWith(['aws'], 'Run Command from the AWS CLI', () => {
  it('sends a command', async () => {
    const words = ['--document-name', 'AWS-RunShellScript', '--parameters', 'commands=uptime'];
    const { output } = await aws(endpoint, 'ssm', 'send-command', '--instance-ids', linux, ...words);
    expect(output).toMatchObject({ Command: { Status: 'Pending', InstanceIds: [linux], TargetCount: 1 } });
  }, 60_000);
});
