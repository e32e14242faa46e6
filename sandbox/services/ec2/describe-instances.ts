import { createHash } from 'node:crypto';
import type { DescribeInstancesCommandInput, Instance, Reservation } from '@aws-sdk/client-ec2';
import type { Ec2State, HostRecord, Hosts } from '../../hosts/index.ts';
import type { World } from '../../world.ts';
import { type Kind, select } from './select.ts';

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
const stateCodes: Record<Ec2State, number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** Filters of what the sandbox knows of an instance; others are refused by name. */
const instanceKind: Kind<HostRecord> = {
  prefix: 'i',
  // EC2's older operations name the members of their XML here.
  idsParameter: 'instancesSet',
  sizeParameter: 'maxResults',
  errors: { malformed: 'InvalidInstanceID.Malformed', notFound: 'InvalidInstanceID.NotFound' },
  called: 'instance ID',
  filters: {
    'instance-id': ({ id }) => id,
    'instance-state-name': ({ state }) => state,
    'instance-state-code': ({ state }) => String(stateCodes[state]),
    'instance-type': ({ instanceType }) => instanceType ?? [],
    'availability-zone': ({ availabilityZone }) => availabilityZone ?? [],
    'vpc-id': ({ vpcId }) => vpcId ?? [],
    'subnet-id': ({ subnetId }) => subnetId ?? [],
    platform: ({ platform }) => (platform === 'Windows' ? 'windows' : []),
  },
};

/** The same for the same id, made up for what nobody gave. */
const hexOf = (id: string): string => createHash('sha256').update(id).digest('hex');

const addressOf = (id: string): string => {
  const number = Number.parseInt(hexOf(id).slice(0, 4), 16);
  return `10.0.${number >> 8}.${number & 255}`;
};

const describedInstance = ({ region }: World, host: HostRecord): Instance => {
  const { id, state, platform } = host;
  const isGone = state === 'terminated';
  const address = addressOf(id);
  return {
    InstanceId: id,
    ImageId: 'ami-0abcdef1234567890',
    InstanceType: (host.instanceType ?? undefined) as Instance['InstanceType'],
    Architecture: 'x86_64',
    LaunchTime: new Date(host.launchedAt),
    State: { Code: stateCodes[state], Name: state },
    Placement: { AvailabilityZone: host.availabilityZone ?? undefined, Tenancy: 'default' },
    PlatformDetails: platform === 'Windows' ? 'Windows' : 'Linux/UNIX',
    StateTransitionReason: state === 'running' || state === 'pending' ? '' : 'User initiated',
    Monitoring: { State: 'disabled' },
    Tags: host.tags,
    ...(platform === 'Windows' && { Platform: 'Windows' }),
    // A terminated instance has lost its network.
    ...(!isGone && {
      SubnetId: host.subnetId ?? undefined,
      VpcId: host.vpcId ?? undefined,
      PrivateIpAddress: address,
      PrivateDnsName: `ip-${address.replaceAll('.', '-')}.${region}.compute.internal`,
    }),
  };
};

/** How long EC2 still describes an instance that is terminated. */
const terminatedMs = 3_600_000;

/** The EC2 instances there are: those that were terminated more than an hour ago are forgotten. */
export const ec2Instances = ({ clock }: World, hosts: Hosts): (() => ReadonlyMap<string, HostRecord>) => {
  const terminatedAt = new Map<string, number>();
  hosts.onChange(({ id, state }) => {
    if (state !== 'terminated') terminatedAt.delete(id);
    else if (!terminatedAt.has(id)) terminatedAt.set(id, clock.now());
  });
  return () => {
    for (const [id, at] of terminatedAt) {
      if (clock.now() - at < terminatedMs) continue;
      hosts.forget(id);
      terminatedAt.delete(id);
    }
    return new Map([...hosts.all].filter(([, { kind }]) => kind === 'EC2'));
  };
};

/**
 * DescribeInstances: each instance in a reservation of its own.
 *
 * @throws AwsError with EC2's codes; one unknown id fails the whole call
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
 */
export const describeInstances = (
  world: World,
  instances: ReadonlyMap<string, HostRecord>,
  { InstanceIds, Filters, MaxResults, NextToken }: DescribeInstancesCommandInput,
): { Reservations: Reservation[]; NextToken?: string } => {
  const query = { ids: InstanceIds, filters: Filters, maxResults: MaxResults, nextToken: NextToken };
  const { records, next } = select(instanceKind, instances, query);
  const Reservations = records.map((host) => ({
    ReservationId: `r-0${hexOf(host.id).slice(0, 16)}`,
    OwnerId: world.accountId,
    Groups: [],
    Instances: [describedInstance(world, host)],
  }));
  return { Reservations, ...next };
};
