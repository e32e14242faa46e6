import { isDeepStrictEqual } from 'node:util';
import type client from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type Operations } from '../../service.ts';
import { loadBalancerAttributes } from './attributes.ts';
import { invalidConfiguration, loadBalancerNotFound, notPermitted, outOfModel, validationError } from './errors.ts';
import { arnOf, checkName, newId } from './identifiers.ts';
import { limits } from './limits.ts';
import { removeListener } from './listeners.ts';
import { page } from './pages.ts';
import {
  type ElbState,
  type LoadBalancerRecord,
  type LoadBalancerType,
  listenersOf,
  loadBalancerOf,
  noteUse,
} from './state.ts';
import { putTags } from './tags.ts';

type ElbOperations = Operations<typeof client>;

/** How long a new load balancer is being provisioned. AWS takes minutes. */
const provisioningMs = 120_000;

const paths: Record<LoadBalancerType, string> = { application: 'app', network: 'net' };

const typeOf = (type: string): LoadBalancerType => {
  if (type === 'application' || type === 'network') return type;
  if (type === 'gateway')
    throw validationError('the sandbox has application and network load balancers, none of gateway');
  throw outOfModel(type, 'type', 'Member must satisfy enum value set: [application, gateway, network]');
};

/** The subnets with their Availability Zones. @throws AwsError SubnetNotFound, ValidationError, InvalidConfigurationRequest */
const zonesOf = (
  { subnets }: ElbState,
  type: LoadBalancerType,
  { Subnets, SubnetMappings }: client.CreateLoadBalancerCommandInput,
) => {
  if (Subnets && SubnetMappings)
    throw validationError('You must specify either subnets or subnet mappings, but not both');
  const ids = Subnets ?? (SubnetMappings ?? []).map(({ SubnetId = '' }) => SubnetId);
  if (ids.length === 0) throw validationError('At least one subnet must be specified');
  const found = ids.map((id) => {
    const subnet = subnets.get(id);
    if (!subnet) throw new AwsError('SubnetNotFound', `The subnet ID '${id}' does not exist`);
    return { ...subnet, id };
  });
  const zones = new Set(found.map(({ availabilityZone }) => availabilityZone));
  if (zones.size < found.length) {
    throw invalidConfiguration('A load balancer cannot be attached to multiple subnets in the same Availability Zone');
  }
  if (type === 'application' && zones.size < 2) {
    throw validationError('At least two subnets in two different Availability Zones must be specified');
  }
  if (new Set(found.map(({ vpcId }) => vpcId)).size > 1) {
    throw invalidConfiguration('All subnets must belong to the same VPC');
  }
  return found;
};

const checkSecurityGroups = ({ securityGroups }: ElbState, ids: string[], vpcId: string): void => {
  for (const id of ids) {
    if (securityGroups.get(id)?.vpcId !== vpcId) {
      throw new AwsError('InvalidSecurityGroup', `The security group '${id}' does not exist in VPC '${vpcId}'`);
    }
  }
};

const recordOf = (state: ElbState, input: client.CreateLoadBalancerCommandInput): LoadBalancerRecord => {
  const { Name: name = '', Scheme = 'internet-facing', IpAddressType = 'ipv4', SecurityGroups = [] } = input;
  const { world } = state;
  const type = typeOf(input.Type ?? 'application');
  checkName('Load balancer', name);
  const zones = zonesOf(state, type, input);
  const vpcId = zones[0]?.vpcId ?? '';
  checkSecurityGroups(state, SecurityGroups, vpcId);
  const id = newId();
  const arn = arnOf(world, `loadbalancer/${paths[type]}/${name}/${id}`);
  const host = `${Scheme === 'internal' ? 'internal-' : ''}${name}-${id.slice(0, 10)}`;
  return {
    arn,
    name,
    type,
    vpcId,
    attributes: new Map(),
    activeAt: world.clock.now() + provisioningMs,
    described: {
      LoadBalancerArn: arn,
      DNSName:
        type === 'network' ? `${host}.elb.${world.region}.amazonaws.com` : `${host}.${world.region}.elb.amazonaws.com`,
      CreatedTime: new Date(world.clock.now()),
      LoadBalancerName: name,
      Scheme,
      VpcId: vpcId,
      Type: type,
      AvailabilityZones: zones.map(({ availabilityZone, id: SubnetId }) => ({ ZoneName: availabilityZone, SubnetId })),
      IpAddressType,
      ...(type === 'application' || SecurityGroups.length > 0 ? { SecurityGroups } : {}),
    },
  };
};

/** What makes two requests for a load balancer of one name the same. */
const settingsOf = ({ described }: LoadBalancerRecord) => {
  const { Scheme, Type, IpAddressType, AvailabilityZones, SecurityGroups } = described;
  return { Scheme, Type, IpAddressType, AvailabilityZones, SecurityGroups };
};

/** Creates a load balancer; the same name with the same settings gives the same one. @throws AwsError */
export const createLoadBalancer = (
  state: ElbState,
  input: client.CreateLoadBalancerCommandInput,
): LoadBalancerRecord => {
  const record = recordOf(state, input);
  const all = [...state.loadBalancers.values()];
  const known = all.find(({ name }) => name === record.name);
  if (known) {
    if (isDeepStrictEqual(settingsOf(known), settingsOf(record))) return known;
    throw new AwsError(
      'DuplicateLoadBalancerName',
      `A load balancer with the same name '${record.name}' exists, but with different settings`,
    );
  }
  const quota = `${record.type}-load-balancers` as const;
  if (all.filter(({ type }) => type === record.type).length >= limits[quota]) {
    throw new AwsError('TooManyLoadBalancers', `The maximum number of load balancers has been reached: ${quota}`);
  }
  putTags(state, record.arn, input.Tags);
  state.loadBalancers.set(record.arn, record);
  return record;
};

const describe = ({ world }: ElbState, { described, activeAt }: LoadBalancerRecord): client.LoadBalancer => ({
  ...described,
  State: { Code: world.clock.now() < activeAt ? 'provisioning' : 'active' },
});

/** The load balancers asked for, by name or ARN; all where neither is given. */
const selected = (state: ElbState, { Names, LoadBalancerArns }: client.DescribeLoadBalancersCommandInput) => {
  if (Names?.length && LoadBalancerArns?.length) {
    throw validationError('Load balancer names and load balancer ARNs cannot be specified at the same time');
  }
  const all = [...state.loadBalancers.values()];
  if (Names?.length) {
    return Names.map((wanted) => {
      const found = all.find(({ name }) => name === wanted);
      if (!found) throw loadBalancerNotFound(wanted);
      return found;
    });
  }
  return LoadBalancerArns?.length ? LoadBalancerArns.map((arn) => loadBalancerOf(state, arn)) : all;
};

const attributesOf = ({ type, attributes }: LoadBalancerRecord) => ({
  Attributes: loadBalancerAttributes.list(type, attributes).map(([Key, Value]) => ({ Key, Value })),
});

/** CreateLoadBalancer, DescribeLoadBalancers, Describe- and ModifyLoadBalancerAttributes, DeleteLoadBalancer. */
export const loadBalancerOperations = (state: ElbState) =>
  ({
    CreateLoadBalancer: (input) => ({ LoadBalancers: [describe(state, createLoadBalancer(state, input))] }),

    DescribeLoadBalancers(input) {
      const { items, next } = page(selected(state, input), input);
      return { LoadBalancers: items.map((record) => describe(state, record)), ...next };
    },

    DescribeLoadBalancerAttributes: ({ LoadBalancerArn }) => attributesOf(loadBalancerOf(state, LoadBalancerArn)),

    ModifyLoadBalancerAttributes({ LoadBalancerArn, Attributes = [] }) {
      const record = loadBalancerOf(state, LoadBalancerArn);
      loadBalancerAttributes.put(record.type, record.attributes, Attributes);
      return attributesOf(record);
    },

    DeleteLoadBalancer({ LoadBalancerArn = '' }) {
      const record = state.loadBalancers.get(LoadBalancerArn);
      // Deleting what is not there is a success: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteLoadBalancer.html
      if (!record) return {};
      if (record.attributes.get('deletion_protection.enabled') === 'true') {
        throw notPermitted(
          `Load balancer '${LoadBalancerArn}' cannot be deleted because deletion protection is enabled`,
        );
      }
      for (const listener of listenersOf(state, record)) removeListener(state, listener);
      state.loadBalancers.delete(record.arn);
      state.tags.delete(record.arn);
      noteUse(state);
      return {};
    },
  }) satisfies ElbOperations;
