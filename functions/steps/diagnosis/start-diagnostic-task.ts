import type { Task } from '@aws-sdk/client-ecs';
import * as v from 'valibot';
import { containerName } from '../../../layers/autodiag/contract.ts';
import {
  describeKnownTask,
  describeService,
  describeTaskDefinition,
  findTask,
  runTask,
  startTask,
} from '../../clients/ecs.ts';
import type { Clients } from '../../clients/index.ts';
import { ecs, ecsOnce } from '../../clients/index.ts';
import type { AutodiagRequest } from '../../domain/diagnosis/autodiag-request.ts';
import { logStreamOf } from '../../domain/diagnosis/diagnostic-log.ts';
import {
  type DiagnosticPlacement,
  decidePlacement,
  type PlacementFacts,
} from '../../domain/diagnosis/diagnostic-placement.ts';
import { logTargetOf, runTaskInput, startedByOf, startTaskInput } from '../../domain/diagnosis/diagnostic-task.ts';
import { type StartedDiagnosticTask, validatedRequestSchema } from '../../domain/diagnosis/step-schemas.ts';
import { shortId } from '../../domain/ecs/arn.ts';
import { isThrottling, isUnanswered } from '../../domain/errors/aws.ts';
import { TaskMayAlreadyHaveRunError } from '../../domain/errors/placement.ts';
import type { ExecutionRef } from '../../domain/runbook.ts';
import { executionSchema } from '../../domain/step-schemas.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({
  AUTODIAG_TASK_DEFINITION: v.string(),
  AUTODIAG_AWSVPC_TASK_DEFINITION: v.string(),
});
type Settings = v.InferOutput<typeof environment>;

const schema = v.object({ request: validatedRequestSchema, execution: executionSchema });

type EcsClients = Pick<Clients, 'ecs' | 'ecsOnce'>;

/** Stopped tasks are listed for an hour; an execution redriven later cannot see its own former task. */
const rememberedMs = 50 * 60_000;

const lookUp = async (client: Clients['ecs'], request: AutodiagRequest): Promise<PlacementFacts> => {
  const { cluster, service, taskId, mode, containerInstance } = request;
  if (service) {
    const described = await describeService(client, { cluster, service });
    if (described.networkConfiguration || containerInstance) return { service: described };
    const task = await findTask(client, { cluster, serviceName: service });
    return { service: described, ...(task ? { task } : {}) };
  }
  if (mode !== 'TASK' || !taskId || containerInstance) return {};
  return { task: await describeKnownTask(client, { cluster, task: taskId }) };
};

const findStarted = async (client: Clients['ecs'], cluster: string, startedBy: string): Promise<Task | undefined> =>
  (await findTask(client, { cluster, startedBy, desiredStatus: 'RUNNING' })) ??
  (await findTask(client, { cluster, startedBy, desiredStatus: 'STOPPED' }));

/**
 * StartTask has no client token. So the task of an earlier try is looked for first, the call is sent once, and where no
 * answer came the task is looked for again; what cannot be told apart is not started twice.
 */
const startOnce = async (
  clients: EcsClients,
  { order, instance, now }: { order: Parameters<typeof startTaskInput>[0]; instance: string; now: string },
): Promise<Task> => {
  const { cluster } = order.request;
  const startedBy = startedByOf(order.execution);
  const earlier = await findStarted(clients.ecs, cluster, startedBy);
  if (earlier) return earlier;
  if (Date.parse(now) - Date.parse(order.execution.startedAt) > rememberedMs) {
    throw new TaskMayAlreadyHaveRunError({ cluster, startedBy });
  }
  try {
    return await startTask(clients.ecsOnce, startTaskInput(order, instance));
  } catch (error) {
    if (isThrottling(error) || !isUnanswered(error)) throw error;
    const task = await findStarted(clients.ecs, cluster, startedBy);
    if (task) return task;
    throw new TaskMayAlreadyHaveRunError({ cluster, startedBy }, { cause: error });
  }
};

const definitionFor = (placement: DiagnosticPlacement, request: AutodiagRequest, settings: Settings): string =>
  request.taskDefinition ??
  (placement.network ? settings.AUTODIAG_AWSVPC_TASK_DEFINITION : settings.AUTODIAG_TASK_DEFINITION);

/**
 * Starts AutoDiag as an ECS task: by StartTask where an instance is known, by RunTask otherwise. Safe to retry.
 *
 * @throws ServiceNotFoundError, TaskNotFoundError, TaskHasNoContainerInstanceError, TaskDefinitionUnsuitableError before
 *   anything is started; the errors of placementError; TaskMayAlreadyHaveRunError where a repeat might run it twice
 */
export const startDiagnosticTask =
  (clients: EcsClients, { now, settings, logger }: StepContext<Settings>) =>
  async ({
    request,
    execution,
  }: {
    request: AutodiagRequest;
    execution: ExecutionRef;
  }): Promise<StartedDiagnosticTask> => {
    const placement = decidePlacement(request, await lookUp(clients.ecs, request));
    const definition = await describeTaskDefinition(clients.ecs, definitionFor(placement, request, settings));
    const target = logTargetOf(definition);
    const taskDefinition = definition.taskDefinitionArn ?? definitionFor(placement, request, settings);
    const order = { request, execution, placement, taskDefinition };
    const { containerInstance } = placement;
    const task = containerInstance
      ? await startOnce(clients, { order, instance: containerInstance, now })
      : await runTask(clients.ecs, runTaskInput(order));
    const taskArn = task.taskArn ?? '';
    logger.info('diagnostic task started', { taskArn, mode: request.mode });
    return {
      taskArn,
      clusterArn: task.clusterArn ?? request.cluster,
      launchType: task.launchType ?? placement.launchType,
      containerInstanceArn: task.containerInstanceArn ?? null,
      taskDefinitionArn: taskDefinition,
      logGroup: target.group,
      logStream: logStreamOf(target.streamPrefix, containerName, shortId(taskArn)),
      startedAt: now,
    };
  };

export const handler = lambdaStep(startDiagnosticTask, { input: schema, clients: { ecs, ecsOnce }, environment });
