import type { PutScalingPolicyCommandOutput } from '@aws-sdk/client-application-auto-scaling';
import * as v from 'valibot';
import { autoScalingCalls } from '../../clients/calls/auto-scaling.ts';
import { sendCall } from '../../clients/calls/index.ts';
import type { Clients } from '../../clients/index.ts';
import { autoScaling, elb } from '../../clients/index.ts';
import { readLabelArns } from '../../clients/scaling/read-label-arns.ts';
import { readScaling } from '../../clients/scaling/read-scaling.ts';
import { InvalidStepInputError } from '../../domain/errors/request.ts';
import { isTargetThere, ScalingNotPossibleError, scalingError } from '../../domain/errors/scaling.ts';
import { requireApproved } from '../../domain/service/as-approved.ts';
import type { ServiceRef } from '../../domain/service/ownership.ts';
import type { ResourcePlan } from '../../domain/service/plan/action.ts';
import type { ServiceCall } from '../../domain/service/plan/calls.ts';
import { planContext } from '../../domain/service/plan/plan-context.ts';
import { planBounds } from '../../domain/service/plan/scale-service.ts';
import { planScaling } from '../../domain/service/plan/scaling.ts';
import { type ScalingFacts, scaledDimension } from '../../domain/service/plan/scaling-facts.ts';
import { missingForLabel } from '../../domain/service/plan/scaling-policy.ts';
import { planSchema, resolvedSchema, runState } from '../../domain/service/run-state.ts';
import { serviceNamedBy } from '../../domain/service/service-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({ RUNBOOKS_SERVICE: v.string() });
type Settings = v.InferOutput<typeof environment>;

const schema = v.object({
  execution: runState.execution,
  /** `moveBounds` is of scale-service, whose request may name the service in place of a spec. */
  request: v.looseObject({
    allowExisting: v.optional(v.boolean()),
    approvedPlan: v.optional(v.string()),
    moveBounds: v.optional(v.boolean()),
    cluster: v.optional(v.string()),
    service: v.optional(v.string()),
  }),
  resolved: v.nullish(resolvedSchema),
  plan: planSchema,
});
type Input = v.InferOutput<typeof schema>;

interface RegisteredScaling {
  resourceId: string;
  /** Null where the spec has no policy. */
  policyArn: string | null;
  /** Names of the CloudWatch alarms that start it. */
  alarms: string[];
}

const planBySpec = async (
  elb: Clients['elb'],
  { request, execution, resolved }: Input,
  { facts, stage }: { facts: ScalingFacts; stage: string },
): Promise<ResourcePlan> => {
  if (!resolved) throw new InvalidStepInputError([{ field: 'resolved', expected: 'the resolved spec' }]);
  const arns = await readLabelArns(elb, resolved.spec);
  const missing = missingForLabel(resolved.spec, arns);
  if (missing.length > 0) throw new ScalingNotPossibleError(missing);
  const { allowExisting } = request;
  const context = planContext({
    request: allowExisting === undefined ? {} : { allowExisting },
    resolved,
    execution,
    stage,
  });
  return planScaling(resolved.spec, { ...facts, arns }, context);
};

const plan = async (
  elb: Clients['elb'],
  input: Input,
  known: { ref: ServiceRef; facts: ScalingFacts; stage: string },
): Promise<ResourcePlan> => {
  const { desiredCount } = input.plan;
  if (!input.request.moveBounds) return planBySpec(elb, input, known);
  return {
    planned: desiredCount === null ? [] : planBounds(known.ref, known.facts.target, desiredCount),
    problems: [],
  };
};

const send = async (
  autoScaling: Clients['autoScaling'],
  call: ServiceCall,
  ref: ServiceRef,
): Promise<Partial<PutScalingPolicyCommandOutput>> => {
  try {
    return await sendCall(autoScalingCalls(autoScaling), call);
  } catch (error) {
    throw scalingError(error, ref);
  }
};

/** Looks at how the service is scaled, plans it anew and sends what is planned. */
const bringAbout = async (
  { autoScaling, elb }: Pick<Clients, 'autoScaling' | 'elb'>,
  input: Input,
  { ref, stage }: { ref: ServiceRef; stage: string },
): Promise<Omit<RegisteredScaling, 'resourceId'>> => {
  const facts = await readScaling(autoScaling, ref);
  const { planned, problems } = await plan(elb, input, { ref, facts, stage });
  if (problems.length > 0) throw new ScalingNotPossibleError(problems);
  requireApproved(input, planned);
  const name = input.resolved?.spec.aws.ecs.service?.scalingPolicy?.PolicyName;
  const known = facts.policies.find((policy) => policy.name === name);
  let policy = { policyArn: known?.arn ?? null, alarms: known?.alarms ?? [] };
  for (const call of planned.flatMap(({ calls }) => calls)) {
    const answer = await send(autoScaling, call, ref);
    if (call.call !== 'application-autoscaling:PutScalingPolicy') continue;
    const alarms = (answer.Alarms ?? []).flatMap(({ AlarmName }) => AlarmName ?? []);
    policy = { policyArn: answer.PolicyARN ?? null, alarms };
  }
  return policy;
};

/**
 * Creates or changes the service's scalable target and scaling policy as the spec says; in scale-service it widens the bounds of
 * the one that is there. Safe to retry: what an earlier try has done is found and left as it is.
 *
 * @throws ScalingNotPossibleError before anything is changed; ServiceNotVisibleError for a service that is too new
 */
export const registerScalableTarget =
  (clients: Pick<Clients, 'autoScaling' | 'elb'>, { settings, logger }: StepContext<Settings>) =>
  async (input: Input): Promise<RegisteredScaling> => {
    const ref = serviceNamedBy(input);
    if (!ref) throw new InvalidStepInputError([{ field: 'resolved', expected: 'a service' }]);
    const order = { ref, stage: settings.RUNBOOKS_SERVICE };
    // A target whose registration was not answered is there at the SDK's next try, which tags none that is.
    const policy = await bringAbout(clients, input, order).catch((error: unknown) => {
      if (!isTargetThere(error)) throw error;
      return bringAbout(clients, input, order);
    });
    const { ResourceId: resourceId } = scaledDimension(ref);
    logger.info('scaling is as wanted', { resourceId, ...policy });
    return { resourceId, ...policy };
  };

export const handler = lambdaStep(registerScalableTarget, {
  input: schema,
  clients: { autoScaling, elb },
  environment,
});
