import * as client from '@aws-sdk/client-ec2';
import type { Ec2State, Hosts } from '../../hosts/index.ts';
import { AwsError, defineService, type Operations } from '../../service.ts';
import type { World } from '../../world.ts';
import { describeInstances, ec2Instances } from './describe-instances.ts';
import type { Networks, SecurityGroupRecord, SubnetRecord, VpcRecord } from './networks.ts';
import { type Kind, select } from './select.ts';

const vpcKind: Kind<VpcRecord> = {
  prefix: 'vpc',
  idsParameter: 'VpcIds',
  errors: { malformed: 'InvalidVpcID.Malformed', notFound: 'InvalidVpcID.NotFound' },
  called: 'vpc ID',
  filters: {
    'vpc-id': ({ id }) => id,
    cidr: ({ cidrBlock }) => cidrBlock,
    'is-default': ({ isDefault }) => String(isDefault),
    state: () => 'available',
  },
};

const subnetKind: Kind<SubnetRecord> = {
  prefix: 'subnet',
  idsParameter: 'SubnetIds',
  errors: { malformed: 'InvalidSubnetID.Malformed', notFound: 'InvalidSubnetID.NotFound' },
  called: 'subnet ID',
  filters: {
    'subnet-id': ({ id }) => id,
    'vpc-id': ({ vpcId }) => vpcId,
    'availability-zone': ({ availabilityZone }) => availabilityZone,
    'cidr-block': ({ cidrBlock }) => cidrBlock,
    state: () => 'available',
  },
};

const securityGroupKind: Kind<SecurityGroupRecord> = {
  prefix: 'sg',
  idsParameter: 'GroupIds',
  errors: { malformed: 'InvalidGroupId.Malformed', notFound: 'InvalidGroup.NotFound' },
  called: 'security group',
  filters: {
    'group-id': ({ id }) => id,
    'group-name': ({ name }) => name,
    'vpc-id': ({ vpcId }) => vpcId,
    description: ({ description }) => description,
  },
};

type Describing = Required<
  Pick<Operations<typeof client>, 'DescribeVpcs' | 'DescribeSubnets' | 'DescribeSecurityGroups'>
>;

/** EC2 answers a dry run that is allowed with an error. */
const checkDryRun = (isDry: boolean | undefined): void => {
  if (isDry) throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
};

/** Security groups have names of their own only in a default VPC, and a sandbox's are none. */
const noDefaultVpc = () =>
  new AwsError(
    'VPCIdNotSpecified',
    'No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.',
  );

/** Addresses of a /24 less the five that AWS keeps for itself. */
const freeAddresses = 251;

const operationsOf = ({ accountId, region }: World, networks: Networks): Describing => ({
  DescribeVpcs: ({ VpcIds, Filters, MaxResults, NextToken, DryRun }) => {
    checkDryRun(DryRun);
    const query = { ids: VpcIds, filters: Filters, maxResults: MaxResults, nextToken: NextToken };
    const { records, next } = select(vpcKind, networks.vpcs, query);
    const Vpcs = records.map(({ id, cidrBlock, isDefault, tags }) => ({
      VpcId: id,
      OwnerId: accountId,
      CidrBlock: cidrBlock,
      IsDefault: isDefault,
      State: 'available' as const,
      InstanceTenancy: 'default' as const,
      Tags: tags,
    }));
    return { Vpcs, ...next };
  },
  DescribeSubnets: ({ SubnetIds, Filters, MaxResults, NextToken, DryRun }) => {
    checkDryRun(DryRun);
    const query = { ids: SubnetIds, filters: Filters, maxResults: MaxResults, nextToken: NextToken };
    const { records, next } = select(subnetKind, networks.subnets, query);
    const Subnets = records.map(({ id, vpcId, availabilityZone, cidrBlock, tags }) => ({
      SubnetId: id,
      SubnetArn: `arn:aws:ec2:${region}:${accountId}:subnet/${id}`,
      VpcId: vpcId,
      OwnerId: accountId,
      AvailabilityZone: availabilityZone,
      CidrBlock: cidrBlock,
      AvailableIpAddressCount: freeAddresses,
      State: 'available' as const,
      DefaultForAz: false,
      MapPublicIpOnLaunch: false,
      Tags: tags,
    }));
    return { Subnets, ...next };
  },
  DescribeSecurityGroups: ({ GroupIds, GroupNames, Filters, MaxResults, NextToken, DryRun }) => {
    checkDryRun(DryRun);
    if (GroupNames) throw noDefaultVpc();
    const query = { ids: GroupIds, filters: Filters, maxResults: MaxResults, nextToken: NextToken };
    const { records, next } = select(securityGroupKind, networks.securityGroups, query);
    const SecurityGroups = records.map(({ id, vpcId, name, description, tags }) => ({
      GroupId: id,
      GroupName: name,
      Description: description,
      VpcId: vpcId,
      OwnerId: accountId,
      IpPermissions: [],
      IpPermissionsEgress: [],
      Tags: tags,
    }));
    return { SecurityGroups, ...next };
  },
});

/** EC2: instances, and the networks which load balancers and tasks are put into, as they are described. */
export const ec2Service = (world: World, networks: Networks, hosts: Hosts) => {
  const instances = ec2Instances(world, hosts);
  return {
    service: defineService('ec2', client, {
      ...operationsOf(world, networks),
      DescribeInstances: ({ DryRun, ...input }) => {
        checkDryRun(DryRun);
        return describeInstances(world, instances(), input);
      },
    }),
    /** The machines of the account. */
    hosts,
    /** Adds an instance, running where nothing else is said. */
    addInstance: hosts.add,
    /** Puts an instance into a state at once. @throws RangeError where there is no such instance */
    setState: (id: string, state: Ec2State): void => hosts.change(id, { state }),
    addVpc: networks.addVpc,
    addSubnet: networks.addSubnet,
    addSecurityGroup: networks.addSecurityGroup,
    addNetwork: networks.addNetwork,
  };
};

export type Ec2Service = ReturnType<typeof ec2Service>;
