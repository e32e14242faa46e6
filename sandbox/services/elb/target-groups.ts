import { isDeepStrictEqual } from 'node:util';
import type client from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type Operations } from '../../service.ts';
import { targetGroupAttributes } from './attributes.ts';
import { outOfModel, targetGroupNotFound, validationError } from './errors.ts';
import { checkHealthCheck } from './health-check.ts';
import { arnOf, checkName, newId } from './identifiers.ts';
import { limits } from './limits.ts';
import { page } from './pages.ts';
import { type ElbState, loadBalancerOf, loadBalancersUsing, type TargetGroupRecord, targetGroupOf } from './state.ts';
import { putTags } from './tags.ts';

type Create = client.CreateTargetGroupCommandInput;

const protocols = ['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP'];
const targetTypes = ['instance', 'ip', 'lambda', 'alb'];
const versions = ['HTTP1', 'HTTP2', 'GRPC'];

const checkLambda = ({ Protocol, Port, VpcId }: Create): void => {
  const [given] = Object.entries({ Protocol, Port, 'VPC ID': VpcId }).find(([, value]) => value !== undefined) ?? [];
  if (given) throw validationError(`${given} cannot be specified for target groups with target type 'lambda'`);
};

/** Protocol, port and VPC: what every kind of target but a Lambda function has. */
const addressingOf = (state: ElbState, { Protocol, Port, VpcId, ProtocolVersion = 'HTTP1', TargetType }: Create) => {
  if (Protocol === undefined) throw validationError('A protocol must be specified');
  if (!protocols.includes(Protocol)) {
    throw outOfModel(Protocol, 'protocol', `Member must satisfy enum value set: [${protocols.join(', ')}]`);
  }
  if (Port === undefined) throw validationError('A port must be specified');
  if (!Number.isInteger(Port) || Port < 1 || Port > 65_535) {
    throw outOfModel(Port, 'port', 'Member must have value between 1 and 65535');
  }
  if (VpcId === undefined) throw validationError('A VPC ID must be specified');
  if (![...state.subnets.values()].some(({ vpcId }) => vpcId === VpcId)) {
    throw validationError(`The VPC ID '${VpcId}' is not found`);
  }
  if (TargetType === 'alb' && Protocol !== 'TCP') {
    throw validationError(`Protocol '${Protocol}' is not supported with target type 'alb'`);
  }
  if (!versions.includes(ProtocolVersion)) {
    throw validationError(`Protocol version '${ProtocolVersion}' must be one of '${versions.join(', ')}'`);
  }
  const isHttp = Protocol === 'HTTP' || Protocol === 'HTTPS';
  return { Protocol, Port, VpcId, ...(isHttp ? { ProtocolVersion } : {}) };
};

const recordOf = (state: ElbState, input: Create): TargetGroupRecord => {
  const { Name: name = '', TargetType = 'instance', IpAddressType = 'ipv4' } = input;
  checkName('Target group', name);
  if (!targetTypes.includes(TargetType)) {
    throw outOfModel(TargetType, 'targetType', `Member must satisfy enum value set: [${targetTypes.join(', ')}]`);
  }
  if (TargetType === 'lambda') checkLambda(input);
  const addressing = TargetType === 'lambda' ? {} : addressingOf(state, input);
  const healthCheck = checkHealthCheck(
    { protocol: input.Protocol ?? '', targetType: TargetType },
    healthCheckOf(input),
  );
  const arn = arnOf(state.world, `targetgroup/${name}/${newId()}`);
  return {
    arn,
    name,
    described: {
      TargetGroupArn: arn,
      TargetGroupName: name,
      TargetType,
      ...addressing,
      ...healthCheck,
      ...(TargetType === 'lambda' ? {} : { IpAddressType }),
    },
    attributes: new Map(),
    targets: [],
  };
};

/** The members of a request that are about the health check. */
const healthCheckOf = (input: Create | client.ModifyTargetGroupCommandInput) =>
  Object.fromEntries(
    Object.entries(input).filter(([key]) => /^(HealthCheck|HealthyThreshold|UnhealthyThreshold|Matcher)/.test(key)),
  ) as Omit<client.ModifyTargetGroupCommandInput, 'TargetGroupArn'>;

const describe = (state: ElbState, { arn, described }: TargetGroupRecord): client.TargetGroup => ({
  ...described,
  LoadBalancerArns: loadBalancersUsing(state, arn).map((loadBalancer) => loadBalancer.arn),
});

const isSame = (known: TargetGroupRecord, wanted: TargetGroupRecord): boolean =>
  isDeepStrictEqual({ ...known.described, TargetGroupArn: '' }, { ...wanted.described, TargetGroupArn: '' });

const create = (state: ElbState, input: Create): TargetGroupRecord => {
  const record = recordOf(state, input);
  const known = [...state.targetGroups.values()].find(({ name }) => name === record.name);
  if (known) {
    // A repeated request is a success, and it changes no tags.
    if (isSame(known, record)) return known;
    throw new AwsError(
      'DuplicateTargetGroupName',
      `A target group with the same name '${record.name}' exists, but with different settings`,
    );
  }
  if (state.targetGroups.size >= limits['target-groups']) {
    throw new AwsError('TooManyTargetGroups', `The maximum number of target groups is ${limits['target-groups']}`);
  }
  putTags(state, record.arn, input.Tags);
  state.targetGroups.set(record.arn, record);
  return record;
};

const selected = (state: ElbState, input: client.DescribeTargetGroupsCommandInput): TargetGroupRecord[] => {
  const { LoadBalancerArn, TargetGroupArns, Names } = input;
  if ([LoadBalancerArn, TargetGroupArns?.length, Names?.length].filter(Boolean).length > 1) {
    throw validationError(
      'Target group names, target group ARNs, and a load balancer ARN cannot be specified at the same time',
    );
  }
  const all = [...state.targetGroups.values()];
  if (LoadBalancerArn) {
    const loadBalancer = loadBalancerOf(state, LoadBalancerArn);
    return all.filter(({ arn }) => loadBalancersUsing(state, arn).includes(loadBalancer));
  }
  if (TargetGroupArns?.length) return TargetGroupArns.map((arn) => targetGroupOf(state, arn));
  if (!Names?.length) return all;
  return Names.map((wanted) => {
    const found = all.find(({ name }) => name === wanted);
    if (!found) throw targetGroupNotFound();
    return found;
  });
};

const attributesOf = ({ described, attributes }: TargetGroupRecord) => ({
  Attributes: targetGroupAttributes
    .list(described.Protocol ?? 'lambda', attributes)
    .map(([Key, Value]) => ({ Key, Value })),
});

/** Create-, Describe-, Modify- and DeleteTargetGroup, and the attributes of target groups. */
export const targetGroupOperations = (state: ElbState) =>
  ({
    CreateTargetGroup: (input) => ({ TargetGroups: [describe(state, create(state, input))] }),

    DescribeTargetGroups(input) {
      const { items, next } = page(selected(state, input), input);
      return { TargetGroups: items.map((record) => describe(state, record)), ...next };
    },

    ModifyTargetGroup(input) {
      const record = targetGroupOf(state, input.TargetGroupArn);
      const { Protocol = '', TargetType = 'instance' } = record.described;
      const kind = { protocol: Protocol, targetType: TargetType };
      Object.assign(record.described, checkHealthCheck(kind, healthCheckOf(input), record.described));
      return { TargetGroups: [describe(state, record)] };
    },

    DescribeTargetGroupAttributes: ({ TargetGroupArn }) => attributesOf(targetGroupOf(state, TargetGroupArn)),

    ModifyTargetGroupAttributes({ TargetGroupArn, Attributes = [] }) {
      const record = targetGroupOf(state, TargetGroupArn);
      targetGroupAttributes.put(record.described.Protocol ?? 'lambda', record.attributes, Attributes);
      return attributesOf(record);
    },

    DeleteTargetGroup({ TargetGroupArn = '' }) {
      if (!/:targetgroup\//.test(TargetGroupArn)) {
        throw validationError(`'${TargetGroupArn}' is not a valid target group ARN`);
      }
      // Its only error is ResourceInUse: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteTargetGroup.html
      if (loadBalancersUsing(state, TargetGroupArn).length > 0) {
        throw new AwsError(
          'ResourceInUse',
          `Target group '${TargetGroupArn}' is currently in use by a listener or a rule`,
        );
      }
      state.targetGroups.delete(TargetGroupArn);
      state.tags.delete(TargetGroupArn);
      return {};
    },
  }) satisfies Operations<typeof client>;
