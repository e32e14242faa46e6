import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeInstanceInformationCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { describeHosts } from '../../../../functions/clients/agent/hosts.ts';

const clients = { ec2: new EC2Client({ region: 'us-east-1' }), ssm: new SSMClient({ region: 'us-east-1' }) };
const ec2 = mockClient(clients.ec2);
const ssm = mockClient(clients.ssm);

const failure = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(`${name} it says`), { name, $metadata: { httpStatusCode } });

beforeEach(() => {
  ec2.reset();
  ssm.reset();
  ec2.on(DescribeInstancesCommand).resolves({});
  ssm.on(DescribeInstanceInformationCommand).resolves({});
});

describe('describeHosts', () => {
  it.each([
    ['pending', 'RUNNING'],
    ['running', 'RUNNING'],
    ['stopping', 'STOPPED'],
    ['stopped', 'STOPPED'],
    ['shutting-down', 'GONE'],
    ['terminated', 'GONE'],
  ] as const)('takes an EC2 instance that is %s for %s', async (Name, state) => {
    ec2
      .on(DescribeInstancesCommand)
      .resolves({ Reservations: [{ Instances: [{ InstanceId: 'i-1', State: { Name } }] }] });
    expect((await describeHosts(clients, ['i-1'])).states.get('i-1')).toBe(state);
  });

  it.each([
    ['Online', 'RUNNING'],
    ['ConnectionLost', 'OFFLINE'],
    ['Inactive', 'OFFLINE'],
  ] as const)('takes an external instance that is %s for %s', async (PingStatus, state) => {
    ssm.on(DescribeInstanceInformationCommand).resolves({
      InstanceInformationList: [{ InstanceId: 'mi-1', PingStatus }],
    });
    expect((await describeHosts(clients, ['mi-1'])).states.get('mi-1')).toBe(state);
  });

  it('takes what neither lists for gone, and what says no state for unknown', async () => {
    ec2.on(DescribeInstancesCommand).resolves({ Reservations: [{ Instances: [{ InstanceId: 'i-2' }, {}] }, {}] });
    ssm.on(DescribeInstanceInformationCommand).resolves({ InstanceInformationList: [{ InstanceId: 'mi-2' }, {}] });
    const { states, refusals } = await describeHosts(clients, ['i-1', 'i-2', 'mi-1', 'mi-2']);
    expect(Object.fromEntries(states)).toEqual({ 'i-1': 'GONE', 'i-2': 'UNKNOWN', 'mi-1': 'GONE', 'mi-2': 'UNKNOWN' });
    expect(refusals).toEqual([]);
  });

  it('asks EC2 about 200 and Systems Manager about 50 at a time, each id once, and reads all pages', async () => {
    const numbered = (prefix: string, count: number) =>
      Array.from({ length: count }, (_, index) => `${prefix}${index}`);
    ec2
      .on(DescribeInstancesCommand)
      .resolvesOnce({ NextToken: 'more' })
      .resolves({ Reservations: [{ Instances: [{ InstanceId: 'i-7', State: { Name: 'running' } }] }] });
    ssm.on(DescribeInstanceInformationCommand).resolvesOnce({ NextToken: 'more' }).resolves({});
    const ids = [...numbered('i-', 1_001), ...numbered('mi-', 51), 'i-7'];
    const { states } = await describeHosts(clients, ids);
    expect(states.size).toBe(1_052);
    expect(states.get('i-7')).toBe('RUNNING');
    const values = ec2.commandCalls(DescribeInstancesCommand).map(({ args }) => args[0].input.Filters?.[0]);
    expect(values.map((filter) => filter?.Values?.length)).toEqual([200, 200, 200, 200, 200, 200, 1]);
    expect(new Set(values.map((filter) => filter?.Name))).toEqual(new Set(['instance-id']));
    const listed = ssm.commandCalls(DescribeInstanceInformationCommand).map(({ args }) => args[0].input);
    expect(listed.map(({ Filters }) => Filters?.[0]?.Values?.length)).toEqual([50, 1, 50]);
  });

  it('asks nobody about none', async () => {
    expect(await describeHosts(clients, [])).toEqual({ states: new Map(), refusals: [] });
    expect([...ec2.calls(), ...ssm.calls()]).toEqual([]);
  });

  it('says that nothing is known, and why, where it may not ask; the others are asked', async () => {
    ec2.on(DescribeInstancesCommand).rejects(failure('UnauthorizedOperation', 403));
    ssm.on(DescribeInstanceInformationCommand).resolves({
      InstanceInformationList: [{ InstanceId: 'mi-1', PingStatus: 'Online' }],
    });
    const { states, refusals } = await describeHosts(clients, ['i-1', 'mi-1']);
    expect(Object.fromEntries(states)).toEqual({ 'i-1': 'UNKNOWN', 'mi-1': 'RUNNING' });
    expect(refusals).toEqual(['UnauthorizedOperation: UnauthorizedOperation it says']);
  });

  it.each([
    ['RequestLimitExceeded', 503],
    ['ThrottlingException', 400],
    ['InternalError', 500],
    ['ServiceUnavailable', 503],
  ])('throws %s, which passes by itself', async (name, status) => {
    ssm.on(DescribeInstanceInformationCommand).rejects(failure(name, status));
    await expect(describeHosts(clients, ['mi-1'])).rejects.toMatchObject({ name });
  });

  it('throws where no answer came', async () => {
    ec2.on(DescribeInstancesCommand).rejects(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    await expect(describeHosts(clients, ['i-1'])).rejects.toThrow('reset');
  });
});
