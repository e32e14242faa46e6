import { EC2, type Filter } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHosts } from '../../../../sandbox/hosts/index.ts';
import { ec2Service } from '../../../../sandbox/services/ec2/index.ts';
import { createNetworks } from '../../../../sandbox/services/ec2/networks.ts';
import { turnedClock } from '../../../../sandbox/turned-clock.ts';
import { describeWith } from '../../../support/programs.ts';
import { aws, clientConfig, createWorld, start } from '../../endpoint/started.ts';

const world = createWorld(turnedClock());
const ec2 = ec2Service(world, createNetworks(world.region), createHosts(world));
const linux = 'i-0123456789abcdef0';
const windows = 'i-0fedcba9876543210';
const ghost = 'i-0000000000000000a';

let endpoint: Awaited<ReturnType<typeof start>>;
let client: EC2;
beforeAll(async () => {
  ec2.addInstance({ id: linux, tags: [{ Key: 'Name', Value: 'web' }] });
  ec2.addInstance({ id: windows, platform: 'Windows', availabilityZone: 'us-east-1b', state: 'stopped' });
  ec2.addInstance({ id: 'mi-0123456789abcdef0' });
  endpoint = await start(world, [ec2.service]);
  client = new EC2(clientConfig(endpoint));
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
  world.clock.stop();
});

const found = async (input: Parameters<EC2['describeInstances']>[0] = {}) => {
  const { Reservations = [] } = await client.describeInstances(input);
  return Reservations.flatMap(({ Instances = [] }) => Instances);
};
const idsBy = async (...Filters: Filter[]) => (await found({ Filters })).map(({ InstanceId }) => InstanceId);

describe('DescribeInstances', () => {
  it('describes instances, each in a reservation, and no external ones', async () => {
    const { Reservations } = await client.describeInstances();
    expect(Reservations).toMatchObject([
      { ReservationId: expect.stringMatching(/^r-0[0-9a-f]{16}$/), OwnerId: '000000000000' },
      {},
    ]);
    expect(await found({ InstanceIds: [linux] })).toMatchObject([
      {
        InstanceId: linux,
        InstanceType: 't3.medium',
        State: { Code: 16, Name: 'running' },
        Placement: { AvailabilityZone: 'us-east-1a' },
        LaunchTime: new Date(world.clock.now()),
        PlatformDetails: 'Linux/UNIX',
        PrivateIpAddress: expect.stringMatching(/^10\.0\.\d+\.\d+$/),
        Tags: [{ Key: 'Name', Value: 'web' }],
      },
    ]);
    expect(await found({ InstanceIds: [windows] })).toMatchObject([{ Platform: 'Windows', State: { Code: 80 } }]);
  });

  it.each([
    ['instance-id', [linux, ghost, 'not-an-id'], [linux]],
    ['instance-id', ['i-0*'], [linux, windows]],
    ['instance-state-name', ['running', 'pending'], [linux]],
    ['instance-state-code', ['80'], [windows]],
    ['instance-type', ['t3.*'], [linux, windows]],
    ['availability-zone', ['us-east-1b'], [windows]],
    ['vpc-id', ['vpc-0123456789abcdef0'], [linux, windows]],
    ['subnet-id', ['subnet-0'], []],
    ['platform', ['windows'], [windows]],
    ['tag:Name', ['w?b'], [linux]],
    ['tag-key', ['Name'], [linux]],
  ])('filters by %s %j', async (Name, Values, expected) => {
    expect(await idsBy({ Name, Values })).toEqual(expected);
  });

  it('comes in pages', async () => {
    for (let number = 0; number < 7; number += 1)
      ec2.addInstance({ id: `i-0000000${number}`, instanceType: 'c7g.large' });
    const Filters = [{ Name: 'instance-type', Values: ['c7g.large'] }];
    const first = await client.describeInstances({ Filters, MaxResults: 5 });
    const second = await client.describeInstances({ Filters, MaxResults: 5, NextToken: first.NextToken });
    expect([first.Reservations?.length, second.Reservations?.length, second.NextToken]).toEqual([5, 2, undefined]);
  });

  it('still shows an instance for an hour after it was terminated', async () => {
    const id = 'i-0000000000000000b';
    ec2.addInstance({ id });
    ec2.setState(id, 'shutting-down');
    ec2.setState(id, 'terminated');
    await world.clock.sleep(3_599_000);
    const [instance] = await found({ InstanceIds: [id] });
    expect(instance).toMatchObject({ State: { Code: 48, Name: 'terminated' } });
    expect(instance).not.toHaveProperty('VpcId');
    await world.clock.sleep(1_000);
    await expect(found({ InstanceIds: [id] })).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
    expect(await idsBy({ Name: 'instance-id', Values: [id] })).toEqual([]);
    expect(() => ec2.setState(id, 'running')).toThrow(`there is no instance ${id} in the sandbox`);
  });

  it.each([
    ['InvalidInstanceID.NotFound', `The instance ID '${ghost}' does not exist`, { InstanceIds: [linux, ghost] }],
    [
      'InvalidInstanceID.NotFound',
      `The instance IDs '${ghost}, i-00000009' do not exist`,
      { InstanceIds: [ghost, 'i-00000009'] },
    ],
    ['InvalidInstanceID.Malformed', 'Invalid id: "mi-0123456789abcdef0"', { InstanceIds: ['mi-0123456789abcdef0'] }],
    [
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
      { InstanceIds: [linux], MaxResults: 5 },
    ],
    ['InvalidParameterValue', 'between 5 and 1000', { MaxResults: 4 }],
    ['InvalidParameterValue', "The filter 'colour' is invalid", { Filters: [{ Name: 'colour', Values: ['red'] }] }],
    [
      'FilterLimitExceeded',
      'is 200',
      { Filters: [{ Name: 'instance-id', Values: Array.from({ length: 201 }, (_, number) => `i-${number}`) }] },
    ],
    ['DryRunOperation', 'Request would have succeeded', { DryRun: true }],
  ])('answers %s: %s', async (name, message, input) => {
    await expect(client.describeInstances(input)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: name === 'DryRunOperation' ? 412 : 400 },
    });
  });
});

describeWith(['aws'], 'instances from the AWS CLI', () => {
  it('are described', async () => {
    const words = ['ec2', 'describe-instances', '--filters', `Name=instance-id,Values=${linux},${ghost}`];
    const { output } = await aws(endpoint, ...words);
    expect(output).toMatchObject({
      Reservations: [{ Instances: [{ InstanceId: linux, State: { Name: 'running' } }] }],
    });
    const { errors } = await aws(endpoint, 'ec2', 'describe-instances', '--instance-ids', ghost);
    expect(errors).toContain('(InvalidInstanceID.NotFound) when calling the DescribeInstances operation');
  }, 60_000);
});
