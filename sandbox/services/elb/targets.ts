import { isIP } from 'node:net';
import type client from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type Operations } from '../../service.ts';
import { outOfModel, validationError } from './errors.ts';
import { limits } from './limits.ts';
import { type ElbState, type TargetGroupRecord, type TargetRecord, targetGroupOf } from './state.ts';
import { healthOf } from './target-health.ts';

type Target = client.TargetDescription;

const targetPatterns: Record<string, RegExp> = {
  instance: /^m?i-[0-9a-f]{8,17}$/,
  lambda: /^arn:[\w-]+:lambda:/,
  alb: /^arn:[\w-]+:elasticloadbalancing:[^:]+:\d{12}:loadbalancer\/app\//,
};

/** RFC 1918, RFC 6598 and IPv6: what can be in a VPC or be reached from it. */
const isPrivate = (address: string): boolean =>
  isIP(address) === 6 ||
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(address);

const checkTarget = ({ described }: TargetGroupRecord, { Id = '', Port }: Target): void => {
  const { TargetType = 'instance' } = described;
  if (Port !== undefined && (!Number.isInteger(Port) || Port < 1 || Port > 65_535)) {
    throw outOfModel(Port, 'targets.member.port', 'Member must have value between 1 and 65535');
  }
  if (TargetType === 'ip') {
    if (isIP(Id) === 0) throw validationError(`The IP address '${Id}' is not a valid IPv4 or IPv6 address`);
    if (!isPrivate(Id)) {
      throw new AwsError('InvalidTarget', `The IP address '${Id}' is not within the VPC or a private range`);
    }
  } else if (!targetPatterns[TargetType]?.test(Id)) {
    throw new AwsError('InvalidTarget', `The target '${Id}' is not valid for target type '${TargetType}'`);
  }
};

const keyOf = ({ described }: TargetGroupRecord, { Id, Port = described.Port }: Target): string => `${Id} ${Port}`;

const recordKey = ({ id, port }: TargetRecord): string => `${id} ${port}`;

/** Forgets targets whose draining is over. */
const settle = ({ world }: ElbState, group: TargetGroupRecord): void => {
  group.targets = group.targets.filter(({ drainedAt }) => drainedAt === undefined || world.clock.now() < drainedAt);
};

/** Registers targets; known ones stay as they are, draining ones start again. */
export const register = (state: ElbState, group: TargetGroupRecord, targets: Target[]): void => {
  for (const target of targets) checkTarget(group, target);
  settle(state, group);
  const added = new Map(targets.map((target) => [keyOf(group, target), target]));
  const kept = group.targets.filter((each) => each.drainedAt === undefined || !added.has(recordKey(each)));
  const known = new Set(kept.map(recordKey));
  const now = state.world.clock.now();
  const fresh = [...added].flatMap(
    ([key, { Id = '', Port = group.described.Port, AvailabilityZone }]): TargetRecord[] =>
      known.has(key)
        ? []
        : [
            {
              id: Id,
              registeredAt: now,
              result: { found: 'healthy', since: now },
              ...(Port === undefined ? {} : { port: Port }),
              ...(AvailabilityZone === undefined ? {} : { availabilityZone: AvailabilityZone }),
            },
          ],
  );
  const most = group.described.TargetType === 'lambda' ? 1 : limits['targets-per-application-load-balancer'];
  if (kept.length + fresh.length > most) {
    throw new AwsError('TooManyTargets', `The maximum number of targets of '${group.arn}' is ${most}`);
  }
  group.targets = [...kept, ...fresh];
};

/** What is deregistered drains, and is forgotten after the group's delay; in a group without traffic it goes at once. */
export const deregister = (state: ElbState, group: TargetGroupRecord, targets: Target[]): void => {
  settle(state, group);
  const delaySeconds = Number(group.attributes.get('deregistration_delay.timeout_seconds') ?? 300);
  const now = state.world.clock.now();
  for (const target of targets) {
    // Without a port, every registration of the target: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html
    const meant = group.targets.filter((each) =>
      target.Port === undefined ? each.id === target.Id : recordKey(each) === keyOf(group, target),
    );
    for (const record of meant) record.drainedAt ??= group.inUseSince === undefined ? now : now + delaySeconds * 1_000;
  }
  settle(state, group);
};

const described = ({ id, port, availabilityZone }: TargetRecord): Target => ({
  Id: id,
  ...(port === undefined ? {} : { Port: port }),
  ...(availabilityZone === undefined ? {} : { AvailabilityZone: availabilityZone }),
});

/** The health of the targets asked for, or of all. */
export const targetHealth = (state: ElbState, group: TargetGroupRecord, wanted: Target[] | undefined) => {
  settle(state, group);
  const { HealthCheckPort } = group.described;
  const of = (record: TargetRecord): client.TargetHealthDescription => ({
    Target: described(record),
    ...(record.port === undefined
      ? {}
      : { HealthCheckPort: HealthCheckPort === 'traffic-port' ? String(record.port) : HealthCheckPort }),
    TargetHealth: healthOf(group, record, state.world.clock.now()),
  });
  if (!wanted?.length) return group.targets.map(of);
  return wanted.map((target): client.TargetHealthDescription => {
    const record = group.targets.find((each) => recordKey(each) === keyOf(group, target));
    if (record) return of(record);
    const Description = 'Target is not registered to the target group';
    return { Target: target, TargetHealth: { State: 'unused', Reason: 'Target.NotRegistered', Description } };
  });
};

/** RegisterTargets, DeregisterTargets, DescribeTargetHealth. */
export const targetOperations = (state: ElbState) =>
  ({
    RegisterTargets({ TargetGroupArn, Targets = [] }) {
      register(state, targetGroupOf(state, TargetGroupArn), Targets);
      return {};
    },

    DeregisterTargets({ TargetGroupArn, Targets = [] }) {
      deregister(state, targetGroupOf(state, TargetGroupArn), Targets);
      return {};
    },

    DescribeTargetHealth: ({ TargetGroupArn, Targets }) => ({
      TargetHealthDescriptions: targetHealth(state, targetGroupOf(state, TargetGroupArn), Targets),
    }),
  }) satisfies Operations<typeof client>;
