import { SSM } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHosts } from '../../../../sandbox/hosts/index.ts';
import { ssmService } from '../../../../sandbox/services/ssm.ts';
import { turnedClock } from '../../../../sandbox/turned-clock.ts';
import { describeWith } from '../../../support/programs.ts';
import { aws, clientConfig, createWorld, start } from '../../endpoint/started.ts';

const world = createWorld(turnedClock());
const hosts = createHosts(world);
const ssm = ssmService(world, hosts);
const linux = 'i-0123456789abcdef0';
const windows = 'i-0fedcba9876543210';
const external = 'mi-0123456789abcdef0';

let endpoint: Awaited<ReturnType<typeof start>>;
let client: SSM;
beforeAll(async () => {
  hosts.add({ id: linux });
  hosts.add({ id: windows, platform: 'Windows' });
  hosts.add({ id: external });
  hosts.add({ id: 'i-0000000000000000a', ping: null });
  hosts.add({ id: 'i-0000000000000000b', state: 'stopped' });
  endpoint = await start(world, [ssm.service]);
  client = new SSM(clientConfig(endpoint));
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
  world.clock.stop();
});

const found = async (input: Parameters<SSM['describeInstanceInformation']>[0] = {}) =>
  (await client.describeInstanceInformation(input)).InstanceInformationList ?? [];

describe('DescribeInstanceInformation', () => {
  it('describes the managed nodes: those that are registered, and of EC2 those that run', async () => {
    expect(await found()).toMatchObject([
      { InstanceId: linux, PingStatus: 'Online', PlatformType: 'Linux', ResourceType: 'EC2Instance' },
      { InstanceId: windows, PlatformType: 'Windows', PlatformName: expect.stringContaining('Windows Server') },
      { InstanceId: external, ResourceType: 'ManagedInstance', RegistrationDate: expect.any(Date) },
    ]);
  });

  it('says what was heard last of a node that is lost', async () => {
    const lostAt = new Date(world.clock.now());
    hosts.change(external, { ping: 'ConnectionLost' });
    await world.clock.sleep(60_000);
    const Filters = [{ Key: 'InstanceIds', Values: [external, linux] }];
    expect(await found({ Filters })).toMatchObject([
      { InstanceId: linux, LastPingDateTime: new Date(world.clock.now()) },
      { InstanceId: external, PingStatus: 'ConnectionLost', LastPingDateTime: lostAt },
    ]);
    hosts.change(external, { ping: 'Online' });
  });

  it.each([
    ['InstanceIds', [windows, 'i-00000000'], [windows]],
    ['InstanceIds', ['mi-00000000000000000'], []],
    ['PingStatus', ['ConnectionLost', 'Inactive'], []],
    ['PlatformTypes', ['Windows'], [windows]],
    ['ResourceType', ['ManagedInstance'], [external]],
  ] as const)('filters by %s %j, in the older way too', async (key, values, expected) => {
    const idsOf = async (input: Parameters<typeof found>[0]) =>
      (await found(input)).map(({ InstanceId }) => InstanceId);
    expect(await idsOf({ Filters: [{ Key: key, Values: [...values] }] })).toEqual(expected);
    expect(await idsOf({ InstanceInformationFilterList: [{ key, valueSet: [...values] }] })).toEqual(expected);
  });

  it('comes in pages', async () => {
    for (let number = 1; number < 8; number += 1) hosts.add({ id: `mi-0000000000000000${number}` });
    const first = await client.describeInstanceInformation({ MaxResults: 5 });
    const second = await client.describeInstanceInformation({ MaxResults: 5, NextToken: first.NextToken });
    expect([first.InstanceInformationList?.length, second.InstanceInformationList?.length]).toEqual([5, 5]);
    expect(second.NextToken).toBeUndefined();
  });

  it.each([
    ['ValidationException', 'greater than or equal to 5', { MaxResults: 4 }],
    ['ValidationException', 'less than or equal to 50', { MaxResults: 51 }],
    ['ValidationException', 'greater than or equal to 1', { Filters: [{ Key: 'InstanceIds', Values: [] }] }],
    [
      'ValidationException',
      'less than or equal to 100',
      { Filters: [{ Key: 'InstanceIds', Values: Array.from({ length: 101 }, () => linux) }] },
    ],
    ['InvalidFilterKey', 'the sandbox filters managed nodes by', { Filters: [{ Key: 'tag:a', Values: ['b'] }] }],
    ['InvalidFilterKey', 'it is one of InstanceIds', { Filters: [{ Key: 'Colour', Values: ['red'] }] }],
    [
      'ValidationException',
      'same request',
      { Filters: [], InstanceInformationFilterList: [{ key: 'PingStatus' as const, valueSet: ['Online'] }] },
    ],
    ['InvalidNextToken', 'nextToken', { NextToken: 'x' }],
  ])('answers %s: %s', async (name, message, input) => {
    await expect(found(input)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });
});

describeWith(['aws'], 'managed nodes from the AWS CLI', () => {
  it('are described', async () => {
    const words = ['ssm', 'describe-instance-information', '--filters', `Key=InstanceIds,Values=${external}`];
    const { output } = await aws(endpoint, ...words);
    expect(output).toMatchObject({ InstanceInformationList: [{ InstanceId: external, PingStatus: 'Online' }] });
  }, 60_000);
});
