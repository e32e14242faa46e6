import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { describeHosts } from '../../../../functions/clients/agent/hosts.ts';
import { ec2, ssm } from '../../../../functions/clients/index.ts';
import { type Sandbox, startSandbox } from '../../../../sandbox/index.ts';

let sandbox: Sandbox;
let clients: Parameters<typeof describeHosts>[0];

const running = 'i-0000000000000000a';
const stopped = 'i-0000000000000000b';
const terminated = 'i-0000000000000000c';
const unknown = 'i-0000000000000000d';
const online = 'mi-0000000000000000a';
const offline = 'mi-0000000000000000b';
const deregistered = 'mi-0000000000000000c';

beforeAll(async () => {
  sandbox = await startSandbox({ clock: 'real', stack: false });
  const options = {
    endpoint: sandbox.url,
    region: sandbox.region,
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
  };
  clients = { ec2: ec2(options), ssm: ssm(options) };
  const { hosts } = sandbox.services.ec2;
  for (const id of [running, stopped, terminated, online, offline]) hosts.add({ id });
  hosts.change(stopped, { state: 'stopped' });
  hosts.change(terminated, { state: 'terminated' });
  hosts.change(offline, { ping: 'ConnectionLost' });
});
afterEach(() => sandbox.faults.clear());
afterAll(async () => {
  clients.ec2.destroy();
  clients.ssm.destroy();
  await sandbox.close();
});

describe('describeHosts in the sandbox', () => {
  it('tells running machines from those that are down, gone, offline or not known', async () => {
    const ids = [running, stopped, terminated, unknown, online, offline, deregistered];
    const { states, refusals } = await describeHosts(clients, ids);
    expect(Object.fromEntries(states)).toEqual({
      [running]: 'RUNNING',
      [stopped]: 'STOPPED',
      [terminated]: 'GONE',
      [unknown]: 'GONE',
      [online]: 'RUNNING',
      [offline]: 'OFFLINE',
      [deregistered]: 'GONE',
    });
    expect(refusals).toEqual([]);
  });

  it('says why it knows nothing where it may not ask', async () => {
    const denied = { error: 'AccessDeniedException', status: 400, message: 'not authorized' };
    sandbox.faults.add({ service: 'ssm', operation: 'DescribeInstanceInformation', ...denied });
    const { states, refusals } = await describeHosts(clients, [running, online]);
    expect(Object.fromEntries(states)).toEqual({ [running]: 'RUNNING', [online]: 'UNKNOWN' });
    expect(refusals).toEqual(['AccessDeniedException: not authorized']);
  });
});
