import type { Service } from '@aws-sdk/client-ecs';
import * as v from 'valibot';
import { describeService, describeTaskDefinition } from '../../clients/ecs.ts';
import type { Clients } from '../../clients/index.ts';
import { ecs, elb } from '../../clients/index.ts';
import { readTargetHealth } from '../../clients/stability/target-health.ts';
import { readAddresses, readStoppedTasks } from '../../clients/stability/tasks.ts';
import { containerLogOf } from '../../domain/diagnosis/container-log.ts';
import { requestSchema } from '../../domain/service/run-state.ts';
import { assessDeployment } from '../../domain/service/stability/deployment.ts';
import { awaitedServiceSchema, type UnstableTask } from '../../domain/service/stability/step-schemas.ts';
import { hasForeignTargets, type TargetHealth, targetGroupsOf } from '../../domain/service/stability/targets.ts';
import { assessStability, type Expected, type Stability } from '../../domain/service/stability.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const schema = v.object({ request: requestSchema, service: awaitedServiceSchema });
type Input = v.InferOutput<typeof schema>;
type Outside = Pick<Clients, 'ecs' | 'elb'>;

/** Every key is always there, because the definition selects each by name. */
interface StabilityCheck extends Omit<Stability, 'status' | 'unstable'> {
  /** OVERDUE: not stable within `timeoutMinutes`. */
  status: Stability['status'] | 'OVERDUE';
  unstable: UnstableTask | null;
  /** How long to wait before the next look. */
  waitSeconds: number;
}

/** Targets of the service's own tasks. Which these are is asked for only where a target group has more than these. */
const readTargets = async (
  { ecs, elb }: Outside,
  service: Service,
  arns: Input['service'],
): Promise<TargetHealth[]> => {
  const targets = await readTargetHealth(elb, targetGroupsOf(service));
  if (!hasForeignTargets(service, targets)) return targets;
  const addresses = new Set(await readAddresses(ecs, arns));
  return addresses.size === 0 ? targets : targets.filter(({ id }) => addresses.has(id));
};

/** Reads no more than the judgement needs: stopped tasks only where the service is not stable. */
const judge = async (outside: Outside, arns: Input['service'], now: string): Promise<Stability> => {
  const { ecs } = outside;
  const service = await describeService(ecs, { cluster: arns.clusterArn, service: arns.serviceArn });
  const expected: Expected = { ...arns, now };
  const isSettled = assessDeployment(service, expected).status === 'SETTLED';
  const targets = isSettled ? await readTargets(outside, service, arns) : null;
  const atOnce = assessStability(service, { targets, stoppedTasks: [] }, expected);
  if (atOnce.status === 'STABLE') return atOnce;
  return assessStability(service, { targets, stoppedTasks: await readStoppedTasks(ecs, arns) }, expected);
};

const withLog = async (
  { ecs }: Outside,
  { unstable }: Stability,
  taskDefinitionArn: string,
): Promise<UnstableTask | null> => {
  if (!unstable) return null;
  const { taskArn, container, reason, remedy } = unstable;
  const log = containerLogOf(await describeTaskDefinition(ecs, taskDefinitionArn), { taskArn, container });
  return { taskArn, ...log, reason, remedy };
};

/**
 * Looks at the service once. Safe to retry. `unstable` is given only with FAILED and OVERDUE.
 *
 * @throws ServiceNotFoundError when the service has been deleted meanwhile
 */
export const checkServiceStable =
  (outside: Outside, { now, logger }: StepContext<unknown>) =>
  async ({ request, service }: Input): Promise<StabilityCheck> => {
    const stability = await judge(outside, service, now);
    const isOverdue = Date.parse(now) - Date.parse(service.updatedAt) >= request.timeoutMinutes * 60_000;
    const status = stability.status === 'PENDING' && isOverdue ? 'OVERDUE' : stability.status;
    logger.info('service checked', { service: service.serviceArn, status, reason: stability.reason });
    const hasFailed = status === 'FAILED' || status === 'OVERDUE';
    return {
      ...stability,
      status,
      unstable: hasFailed ? await withLog(outside, stability, service.taskDefinitionArn) : null,
      waitSeconds: request.pollSeconds,
    };
  };

export const handler = lambdaStep(checkServiceStable, { input: schema, clients: { ecs, elb } });
