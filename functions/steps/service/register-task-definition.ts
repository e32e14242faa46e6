import type { RegisterTaskDefinitionCommandOutput } from '@aws-sdk/client-ecs';
import * as v from 'valibot';
import { ecsCalls } from '../../clients/calls/ecs.ts';
import { sendCall } from '../../clients/calls/index.ts';
import type { Clients } from '../../clients/index.ts';
import { ecs, ecsOnce } from '../../clients/index.ts';
import { readTaskDefinitions } from '../../clients/service/read-deployment.ts';
import { readService } from '../../clients/service/services.ts';
import { isThrottling, isUnanswered } from '../../domain/errors/aws.ts';
import { ServiceNotDeployableError } from '../../domain/errors/service.ts';
import type { Planned } from '../../domain/service/plan/action.ts';
import { planContext } from '../../domain/service/plan/plan-context.ts';
import { planTaskDefinition, type TaskDefinitionPlan } from '../../domain/service/plan/task-definition.ts';
import { runState } from '../../domain/service/run-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({ RUNBOOKS_SERVICE: v.string() });
type Settings = v.InferOutput<typeof environment>;

const schema = v.object(runState);
type Input = v.InferOutput<typeof schema>;

const readPlan = async (client: Clients['ecs'], input: Input, stage: string): Promise<TaskDefinitionPlan> => {
  const { resolved, request } = input;
  const facts = await readTaskDefinitions(client, resolved, await readService(client, resolved));
  const plan = planTaskDefinition(resolved, facts, {
    ...planContext({ ...input, stage }),
    specSource: request.specSource,
  });
  if (plan.problems.length > 0) throw new ServiceNotDeployableError(plan.problems);
  return plan;
};

const register = async (client: Clients['ecsOnce'], planned: readonly Planned[]): Promise<string> => {
  const answers: Partial<RegisterTaskDefinitionCommandOutput>[] = [];
  for (const call of planned.flatMap(({ calls }) => calls)) answers.push(await sendCall(ecsCalls(client), call));
  return answers[0]?.taskDefinition?.taskDefinitionArn ?? '';
};

/**
 * Registers the spec's task definition, unless a revision of ours is the same. Safe to retry although the call has no client
 * token: it is sent once, and where no answer came the revision is looked for.
 *
 * @throws ServiceNotDeployableError where the request names a revision that cannot be run
 */
export const registerTaskDefinition =
  ({ ecs, ecsOnce }: Pick<Clients, 'ecs' | 'ecsOnce'>, { settings, logger }: StepContext<Settings>) =>
  async (input: Input): Promise<{ taskDefinitionArn: string }> => {
    const plan = await readPlan(ecs, input, settings.RUNBOOKS_SERVICE);
    if (plan.taskDefinitionArn !== null) return { taskDefinitionArn: plan.taskDefinitionArn };
    try {
      const taskDefinitionArn = await register(ecsOnce, plan.planned);
      logger.info('task definition registered', { taskDefinitionArn });
      return { taskDefinitionArn };
    } catch (error) {
      if (isThrottling(error) || !isUnanswered(error)) throw error;
      const { taskDefinitionArn } = await readPlan(ecs, input, settings.RUNBOOKS_SERVICE);
      if (taskDefinitionArn === null) throw error;
      return { taskDefinitionArn };
    }
  };

export const handler = lambdaStep(registerTaskDefinition, { input: schema, clients: { ecs, ecsOnce }, environment });
