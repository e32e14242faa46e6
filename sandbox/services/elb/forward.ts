import type { Action, TargetGroupTuple } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../service.ts';
import type { ActionsPlace } from './actions.ts';
import { invalidConfiguration, validationError } from './errors.ts';
import { limits } from './limits.ts';
import { type ElbState, forwardedTo, loadBalancersUsing, type TargetGroupRecord } from './state.ts';

/** Protocols of the target groups that a listener's protocol goes with. */
const compatible: Record<string, string[]> = {
  HTTP: ['HTTP', 'HTTPS'],
  HTTPS: ['HTTP', 'HTTPS'],
  TCP: ['TCP', 'TCP_UDP'],
  TLS: ['TCP', 'TLS'],
  UDP: ['UDP', 'TCP_UDP'],
  TCP_UDP: ['TCP_UDP'],
};

const largestWeight = 999;
const longestStickinessSeconds = 604_800;

/** The groups of a forward, from either of its forms or both where they say the same. */
const tuplesOf = ({ TargetGroupArn, ForwardConfig }: Action): TargetGroupTuple[] => {
  const tuples = ForwardConfig?.TargetGroups ?? [];
  if (TargetGroupArn === undefined) return tuples;
  if (tuples.length === 0) return [{ TargetGroupArn }];
  if (tuples.length > 1 || tuples[0]?.TargetGroupArn !== TargetGroupArn) {
    throw validationError(
      'You can specify only one target group using ForwardConfig, and it must be the one specified in TargetGroupArn',
    );
  }
  return tuples;
};

const checkTuples = ({ loadBalancer }: ActionsPlace, tuples: TargetGroupTuple[]): void => {
  if (tuples.length === 0) throw validationError('A target group ARN must be specified');
  const limit = limits[`target-groups-per-action-on-${loadBalancer.type}-load-balancer`];
  if (tuples.length > limit) {
    throw new AwsError('TooManyTargetGroups', `An action can forward to at most '${limit}' target groups`);
  }
  const arns = tuples.map(({ TargetGroupArn = '' }) => TargetGroupArn);
  if (new Set(arns).size < arns.length) throw validationError('Target groups of an action must be unique');
  for (const { Weight = 1 } of tuples) {
    if (!Number.isInteger(Weight) || Weight < 0 || Weight > largestWeight) {
      throw validationError(`Target group weight '${Weight}' must be between '0-${largestWeight}' inclusive`);
    }
  }
};

const checkGroup = (state: ElbState, { loadBalancer, protocol }: ActionsPlace, group: TargetGroupRecord): void => {
  const { Protocol = '', ProtocolVersion, TargetType, VpcId } = group.described;
  const isLambda = TargetType === 'lambda' && loadBalancer.type === 'application';
  if (!isLambda && !compatible[protocol]?.includes(Protocol)) {
    throw new AwsError(
      'IncompatibleProtocols',
      `The listener and its associated target group '${group.arn}' have incompatible protocols: '${protocol}' and '${Protocol}'`,
    );
  }
  if (protocol === 'HTTP' && ProtocolVersion !== undefined && ProtocolVersion !== 'HTTP1') {
    throw new AwsError(
      'UnsupportedProtocol',
      `Listener protocol 'HTTP' is not supported with a target group with the protocol-version '${ProtocolVersion}'`,
    );
  }
  if (VpcId !== undefined && VpcId !== loadBalancer.vpcId) {
    throw invalidConfiguration(
      `Target group '${group.arn}' is not in VPC '${loadBalancer.vpcId}' of the load balancer`,
    );
  }
  if (loadBalancersUsing(state, group.arn).some((each) => each !== loadBalancer)) {
    throw new AwsError(
      'TargetGroupAssociationLimit',
      `The following target groups cannot be associated with more than one load balancer: ${group.arn}`,
    );
  }
};

const checkLoadBalancerQuota = (state: ElbState, { loadBalancer }: ActionsPlace, arns: string[]): void => {
  const rules = [...state.rules.values()].filter(({ listener }) => listener.loadBalancer === loadBalancer);
  const used = new Set([...rules.flatMap(({ actions }) => forwardedTo(actions)), ...arns]);
  const limit = limits['target-groups-per-application-load-balancer'];
  if (loadBalancer.type === 'application' && used.size > limit) {
    throw new AwsError(
      'TooManyUniqueTargetGroupsPerLoadBalancer',
      `The maximum number of unique target groups associated with load balancer '${loadBalancer.arn}' is '${limit}'`,
    );
  }
};

const checkStickiness = ({ ForwardConfig }: Action): void => {
  const { Enabled = false, DurationSeconds: seconds } = ForwardConfig?.TargetGroupStickinessConfig ?? {};
  if (Enabled && seconds === undefined) throw validationError('A stickiness duration must be specified');
  if (seconds !== undefined && (!Number.isInteger(seconds) || seconds < 1 || seconds > longestStickinessSeconds)) {
    throw validationError(`Stickiness duration '${seconds}' must be between '1-${longestStickinessSeconds}' inclusive`);
  }
};

/**
 * Applies AWS's rules for a forward action.
 *
 * @returns the action as AWS describes it: ForwardConfig with weights, and TargetGroupArn where there is one group
 */
export const checkForward = (state: ElbState, place: ActionsPlace, action: Action): Action => {
  const tuples = tuplesOf(action);
  checkTuples(place, tuples);
  checkStickiness(action);
  const arns = tuples.map(({ TargetGroupArn = '' }) => TargetGroupArn);
  for (const arn of arns) {
    const group = state.targetGroups.get(arn);
    if (!group) throw new AwsError('TargetGroupNotFound', `Target group '${arn}' not found`);
    checkGroup(state, place, group);
  }
  checkLoadBalancerQuota(state, place, arns);
  const { TargetGroupArn: _, ForwardConfig, ...rest } = action;
  return {
    ...rest,
    ...(arns.length === 1 ? { TargetGroupArn: arns[0] } : {}),
    ForwardConfig: {
      TargetGroups: tuples.map(({ TargetGroupArn, Weight = 1 }) => ({ TargetGroupArn, Weight })),
      TargetGroupStickinessConfig: { Enabled: false, ...ForwardConfig?.TargetGroupStickinessConfig },
    },
  };
};
