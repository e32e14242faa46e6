import { EC2 } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHosts } from '../../../../sandbox/hosts/index.ts';
import { ec2Service } from '../../../../sandbox/services/ec2/index.ts';
import { createNetworks } from '../../../../sandbox/services/ec2/networks.ts';
import { elbService } from '../../../../sandbox/services/elb/index.ts';
import { describeWith } from '../../../support/programs.ts';
import { aws, clientConfig, createWorld, start } from '../../endpoint/started.ts';

const world = createWorld();
const networks = createNetworks(world.region);
const ec2 = ec2Service(world, networks, createHosts(world));
const vpcId = 'vpc-0123456789abcdef0';
const otherVpcId = 'vpc-0fedcba9876543210';
const subnets = ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'];
const securityGroup = 'sg-0123456789abcdef0';

let endpoint: Awaited<ReturnType<typeof start>>;
let client: EC2;
beforeAll(async () => {
  ec2.addNetwork({
    vpcId,
    subnets: subnets.map((id, index) => ({ id, availabilityZone: `us-east-1${'ab'.charAt(index)}` })),
    securityGroups: [securityGroup],
  });
  ec2.addVpc({ id: otherVpcId, tags: [{ Key: 'Name', Value: 'other' }] });
  ec2.addSubnet({ id: 'subnet-00000001', vpcId: otherVpcId });
  ec2.addSecurityGroup({ id: 'sg-00000001', vpcId: otherVpcId, name: 'web', description: 'of the web' });
  endpoint = await start(world, [ec2.service]);
  client = new EC2(clientConfig(endpoint));
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
  world.clock.stop();
});

const idsOf = async (Filters: { Name: string; Values: string[] }[]) =>
  (await client.describeSubnets({ Filters })).Subnets?.map(({ SubnetId }) => SubnetId);

describe('networks', () => {
  it('describe VPCs, subnets and security groups by id', async () => {
    const { Vpcs } = await client.describeVpcs({ VpcIds: [vpcId] });
    expect(Vpcs).toMatchObject([{ VpcId: vpcId, State: 'available', CidrBlock: '10.0.0.0/16', IsDefault: false }]);
    const { Subnets } = await client.describeSubnets({ SubnetIds: subnets });
    expect(Subnets).toMatchObject([
      { VpcId: vpcId, AvailabilityZone: 'us-east-1a', CidrBlock: '10.0.0.0/24', AvailableIpAddressCount: 251 },
      { VpcId: vpcId, AvailabilityZone: 'us-east-1b', CidrBlock: '10.0.1.0/24' },
    ]);
    const { SecurityGroups } = await client.describeSecurityGroups({ GroupIds: ['sg-00000001'] });
    expect(SecurityGroups).toMatchObject([{ GroupName: 'web', Description: 'of the web', VpcId: otherVpcId }]);
  });

  it.each([
    ['vpc-id', [otherVpcId], ['subnet-00000001']],
    ['subnet-id', ['subnet-0*', 'ghost'], [...subnets, 'subnet-00000001']],
    ['availability-zone', ['us-east-1?'], [...subnets, 'subnet-00000001']],
    ['availability-zone', ['us-east-1\\?'], []],
    ['tag:Name', ['any'], []],
  ])('are filtered by %s %j', async (Name, Values, expected) => {
    expect(await idsOf([{ Name, Values }])).toEqual(expected);
  });

  it('are filtered by tags, and by all filters at once', async () => {
    const named = { Name: 'tag:Name', Values: ['oth*'] };
    const vpcs = await client.describeVpcs({ Filters: [named, { Name: 'tag-key', Values: ['Name'] }] });
    expect(vpcs.Vpcs?.map(({ VpcId }) => VpcId)).toEqual([otherVpcId]);
    const none = await client.describeVpcs({ Filters: [named, { Name: 'vpc-id', Values: [vpcId] }] });
    expect(none.Vpcs).toEqual([]);
  });

  it('come in pages', async () => {
    for (let number = 2; number < 9; number += 1) ec2.addSubnet({ id: `subnet-0000000${number}`, vpcId: otherVpcId });
    const Filters = [{ Name: 'vpc-id', Values: [otherVpcId] }];
    const first = await client.describeSubnets({ Filters, MaxResults: 5 });
    const NextToken = first.NextToken ?? '';
    const second = await client.describeSubnets({ Filters, MaxResults: 5, NextToken });
    expect([first.Subnets?.length, second.Subnets?.length, second.NextToken]).toEqual([5, 3, undefined]);
  });

  it('are those of Elastic Load Balancing', () => {
    const elb = elbService(world, networks);
    const arn = elb.addLoadBalancer({ Name: 'web', Subnets: subnets, SecurityGroups: [securityGroup] });
    expect(arn).toContain('loadbalancer/app/web/');
    expect(() => elb.addLoadBalancer({ Name: 'lost', Subnets: ['subnet-0000000a', ...subnets] })).toThrow(
      expect.objectContaining({ code: 'SubnetNotFound' }),
    );
  });

  it('refuse a subnet of a VPC that is not there', () => {
    expect(() => ec2.addSubnet({ id: 'subnet-0000000b', vpcId: 'vpc-00000009' })).toThrow(
      'there is no VPC vpc-00000009: add it first',
    );
  });
});

describe('errors of EC2', () => {
  it.each([
    [
      'InvalidVpcID.NotFound',
      "The vpc ID 'vpc-00000009' does not exist",
      () => client.describeVpcs({ VpcIds: ['vpc-00000009'] }),
    ],
    ['InvalidVpcID.Malformed', 'Invalid id: "x" (expecting "vpc-...")', () => client.describeVpcs({ VpcIds: ['x'] })],
    [
      'InvalidSubnetID.NotFound',
      "The subnet IDs 'subnet-0000000c, subnet-0000000d' do not exist",
      () => client.describeSubnets({ SubnetIds: ['subnet-0000000c', 'subnet-0000000d', 'subnet-00000001'] }),
    ],
    ['InvalidSubnetID.Malformed', 'Invalid id: "subnet-1"', () => client.describeSubnets({ SubnetIds: ['subnet-1'] })],
    [
      'InvalidGroup.NotFound',
      "The security group 'sg-0000000c' does not exist",
      () => client.describeSecurityGroups({ GroupIds: ['sg-0000000c'] }),
    ],
    ['InvalidGroupId.Malformed', 'Invalid id: "web"', () => client.describeSecurityGroups({ GroupIds: ['web'] })],
    ['VPCIdNotSpecified', 'No default VPC', () => client.describeSecurityGroups({ GroupNames: ['web'] })],
    ['InvalidParameterValue', "The filter 'colour' is invalid", () => idsOf([{ Name: 'colour', Values: ['red'] }])],
    ['InvalidParameterValue', 'must have at least one value', () => idsOf([{ Name: 'vpc-id', Values: [] }])],
    [
      'FilterLimitExceeded',
      'is 200',
      () => idsOf([{ Name: 'vpc-id', Values: Array.from({ length: 201 }, (_, number) => `vpc-${number}`) }]),
    ],
    ['InvalidParameterValue', 'between 5 and 1000', () => client.describeVpcs({ MaxResults: 4 })],
    [
      'InvalidParameterCombination',
      'The parameter SubnetIds cannot be used with the parameter MaxResults',
      () => client.describeSubnets({ SubnetIds: subnets, MaxResults: 5 }),
    ],
    ['InvalidNextToken', 'nextToken', () => client.describeSubnets({ NextToken: 'x' })],
    ['DryRunOperation', 'Request would have succeeded', () => client.describeVpcs({ DryRun: true })],
  ])('%s', async (name, message, call) => {
    await expect(call()).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });
});

describeWith(['aws'], 'networks from the AWS CLI', () => {
  it('are described', async () => {
    const { output } = await aws(endpoint, 'ec2', 'describe-security-groups', '--group-ids', securityGroup);
    expect(output).toMatchObject({ SecurityGroups: [{ GroupId: securityGroup, VpcId: vpcId }] });
    const { errors } = await aws(endpoint, 'ec2', 'describe-subnets', '--subnet-ids', 'subnet-0000000c');
    expect(errors).toContain('(InvalidSubnetID.NotFound) when calling the DescribeSubnets operation');
  }, 60_000);
});
