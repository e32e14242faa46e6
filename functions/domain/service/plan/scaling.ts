import { ownershipOf, type ServiceRef } from '../ownership.ts';
import type { EcsServiceSpec, ServiceSpec } from '../spec-schema/index.ts';
import type { FieldChange, PlanContext, Planned, PlanProblem, ResourcePlan } from './action.ts';
import { awsCommand, type ServiceCall } from './calls.ts';
import { differences, leavesOf } from './field-changes.ts';
import {
  type LabelArns,
  type ScalableTargetFacts,
  type ScalingFacts,
  type ScalingPolicyFacts,
  type SuspendedState,
  scaledDimension,
} from './scaling-facts.ts';
import { completePolicy, configurationMember, wantedConfiguration } from './scaling-policy.ts';

type TargetSpec = NonNullable<EcsServiceSpec['scalableTarget']>;
type PolicySpec = NonNullable<EcsServiceSpec['scalingPolicy']>;
type Facts = ScalingFacts & { arns: LabelArns };

const step = 'register-scalable-target' as const;

const changesOf = (from: unknown, to: unknown): FieldChange[] => differences(leavesOf(from), leavesOf(to));

/** Nothing is suspended where a spec does not say so: what an unfinished teardown suspended is taken up again. */
const nothingSuspended: SuspendedState = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: false,
  ScheduledScalingSuspended: false,
};

interface Capacities {
  MinCapacity: number;
  MaxCapacity: number;
  SuspendedState: SuspendedState;
}

const capacitiesOf = ({ MinCapacity, MaxCapacity, SuspendedState }: TargetSpec): Capacities => ({
  MinCapacity,
  MaxCapacity,
  SuspendedState: { ...nothingSuspended, ...SuspendedState },
});

/** What a target has now, as RegisterScalableTarget takes it. */
export const formerCapacities = ({ minCapacity, maxCapacity, suspendedState }: ScalableTargetFacts): Capacities => ({
  MinCapacity: minCapacity,
  MaxCapacity: maxCapacity,
  SuspendedState: suspendedState,
});

/** Changes a scalable target that is there. It takes no tags: AWS refuses them for one that is registered already. */
export const registerCall = (ref: ServiceRef, capacities: Partial<Capacities>): ServiceCall => ({
  call: 'application-autoscaling:RegisterScalableTarget',
  input: { ...scaledDimension(ref), ...capacities },
});

export const deregisterCall = (ref: ServiceRef): ServiceCall => ({
  call: 'application-autoscaling:DeregisterScalableTarget',
  input: scaledDimension(ref),
});

export const deletePolicyCall = (ref: ServiceRef, name: string): ServiceCall => ({
  call: 'application-autoscaling:DeleteScalingPolicy',
  input: { PolicyName: name, ...scaledDimension(ref) },
});

const putPolicyCall = (
  ref: ServiceRef,
  { name, type, configuration }: Pick<ScalingPolicyFacts, 'name' | 'type' | 'configuration'>,
): ServiceCall => ({
  call: 'application-autoscaling:PutScalingPolicy',
  input: {
    PolicyName: name,
    // The types of a newer AWS are sent back as they came.
    PolicyType: type as PolicySpec['PolicyType'],
    ...scaledDimension(ref),
    ...configurationMember(type, configuration),
  },
});

const planTarget = (target: TargetSpec, known: ScalableTargetFacts | null, context: PlanContext): Planned => {
  const { service, tags } = context;
  const wanted = capacitiesOf(target);
  const of = { step, type: 'scalable target', name: scaledDimension(service).ResourceId } as const;
  if (!known) {
    const { RoleARN, Tags = {} } = target;
    const input = {
      ...scaledDimension(service),
      ...wanted,
      ...(RoleARN === undefined ? {} : { RoleARN }),
      Tags: { ...Tags, ...tags },
    };
    const { SuspendedState: _, ...bounds } = wanted;
    const calls: ServiceCall[] = [{ call: 'application-autoscaling:RegisterScalableTarget', input }];
    return { ...of, action: 'create', calls, changes: changesOf(null, bounds), undo: [] };
  }
  const former = formerCapacities(known);
  const changes = changesOf(former, wanted);
  const arn = known.arn === null ? {} : { arn: known.arn };
  if (changes.length === 0) return { ...of, ...arn, action: 'keep', calls: [], changes, undo: [] };
  const [calls, undo] = [[registerCall(service, wanted)], [registerCall(service, former)]];
  return { ...of, ...arn, action: 'change', calls, changes, undo };
};

const changePolicy = (
  known: ScalingPolicyFacts,
  wanted: Pick<ScalingPolicyFacts, 'name' | 'type' | 'configuration'>,
  service: ServiceRef,
): Planned => {
  const of = { step, type: 'scaling policy', name: wanted.name, arn: known.arn } as const;
  const changes: FieldChange[] = [
    ...changesOf({ PolicyType: known.type }, { PolicyType: wanted.type }),
    ...changesOf(completePolicy(known.type, known.configuration), wanted.configuration),
  ];
  if (changes.length === 0) return { ...of, action: 'keep', calls: [], changes, undo: [] };
  // A policy keeps its type for life.
  const first = known.type === wanted.type ? [] : [deletePolicyCall(service, wanted.name)];
  const [calls, undo] = [
    [...first, putPolicyCall(service, wanted)],
    [...first, putPolicyCall(service, known)],
  ];
  return { ...of, action: 'change', calls, changes, undo };
};

const planPolicy = (policy: PolicySpec, { target, policies, arns }: Facts, service: ServiceRef): Planned => {
  const wanted = { name: policy.PolicyName, type: policy.PolicyType, configuration: wantedConfiguration(policy, arns) };
  const known = policies.find(({ name }) => name === wanted.name);
  if (known) return changePolicy(known, wanted, service);
  return {
    step,
    type: 'scaling policy',
    name: wanted.name,
    action: 'create',
    calls: [putPolicyCall(service, wanted)],
    changes: changesOf(null, wanted.configuration),
    // Policies have no tags: one on a target that was there before is found again by this call alone.
    undo: target ? [deletePolicyCall(service, wanted.name)] : [],
  };
};

const leave = (policy: ScalingPolicyFacts, reason: string): Planned => {
  const { name, arn } = policy;
  return { step, action: 'leave', type: 'scaling policy', name, arn, calls: [], changes: [], undo: [], reason };
};

const metricOf = ({ configuration }: Pick<ScalingPolicyFacts, 'configuration'>): string | undefined => {
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: customized } = configuration;
  return predefined || customized ? JSON.stringify(predefined ?? customized) : undefined;
};

/** AWS takes one target tracking policy for each metric. */
const clashOf = (policy: PolicySpec, others: ScalingPolicyFacts[], facts: Facts, ref: ServiceRef): PlanProblem[] => {
  const metric = metricOf({ configuration: wantedConfiguration(policy, facts.arns) });
  const clash = metric === undefined ? undefined : others.find((other) => metricOf(other) === metric);
  if (!clash) return [];
  return [
    {
      check: `scaling policy ${policy.PolicyName}`,
      detail: `the policy ${clash.name} of the same scalable target tracks the same metric, and AWS allows one for each`,
      remedy: `name the spec's policy ${clash.name}, or delete that one: ${awsCommand(deletePolicyCall(ref, clash.name))}`,
    },
  ];
};

const ownershipProblem = (
  target: ScalableTargetFacts,
  service: EcsServiceSpec,
  context: PlanContext,
): PlanProblem[] => {
  const { ResourceId } = scaledDimension(context.service);
  const check = `scalable target ${ResourceId}`;
  const ownership = ownershipOf(target.tags, context.service);
  if (ownership === 'OURS') return [];
  const remedy = `deregister it, which deletes its policies: ${awsCommand(deregisterCall(context.service))}`;
  if (ownership === 'OTHERS') return [{ check, detail: "exists and is another service's by its tags", remedy }];
  if (context.allowExisting ?? service.allowExisting) return [];
  const detail = 'exists and was not made by this suite for the service';
  return [{ check, detail, remedy: `set allowExisting to let it be changed, or ${remedy}` }];
};

/** What a spec without a scalable target makes of one that is there: nothing, but it says so. */
const leaveTarget = ({ target, policies }: ScalingFacts, service: ServiceRef): Planned[] => {
  if (!target) return [];
  const reason = `the spec has no scalableTarget; what is there goes on scaling the service until it is deregistered: ${awsCommand(deregisterCall(service))}`;
  const { ResourceId: name } = scaledDimension(service);
  return [
    { step, action: 'leave', type: 'scalable target', name, calls: [], changes: [], undo: [], reason },
    ...policies.map((policy) => leave(policy, 'the spec has no scalableTarget')),
  ];
};

/**
 * Plans the service's scalable target and scaling policy. Tags are set when a target is created and not changed later.
 *
 * @param facts what is there, and the ARNs for ALBRequestCountPerTarget as far as they are known
 */
export const planScaling = (spec: ServiceSpec, facts: Facts, context: PlanContext): ResourcePlan => {
  const { service } = spec.aws.ecs;
  if (!service) return { planned: [], problems: [] };
  const { scalableTarget, scalingPolicy } = service;
  if (!scalableTarget) return { planned: leaveTarget(facts, context.service), problems: [] };
  const others = facts.policies.filter(({ name }) => name !== scalingPolicy?.PolicyName);
  const problems = [
    ...(facts.target ? ownershipProblem(facts.target, service, context) : []),
    ...(scalingPolicy ? clashOf(scalingPolicy, others, facts, context.service) : []),
  ];
  if (problems.length > 0) return { planned: [], problems };
  return {
    planned: [
      planTarget(scalableTarget, facts.target, context),
      ...(scalingPolicy ? [planPolicy(scalingPolicy, facts, context.service)] : []),
      ...others.map((policy) => leave(policy, 'the spec does not name it')),
    ],
    problems,
  };
};
