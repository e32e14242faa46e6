import { ownershipTags } from '../ownership.ts';
import type { ResolvedService, ServiceRunRequest } from '../run-state.ts';
import type { PlanContext } from './action.ts';

/** What every planner is told in a run, made of what the run's state holds and of the stack's name. */
export const planContext = ({
  request,
  resolved: { cluster, service, environment },
  execution,
  stage,
}: {
  request: Pick<ServiceRunRequest, 'allowExisting'>;
  resolved: Pick<ResolvedService, 'cluster' | 'service' | 'environment'>;
  /** `id` is its ARN. */
  execution: { id: string };
  /** Name of the deployed stack, e.g. `ecs-runbooks-prod`. */
  stage: string;
}): PlanContext => ({
  service: { cluster, service },
  tags: ownershipTags({ cluster, service, environment, stage, execution: execution.id }),
  allowExisting: request.allowExisting,
});
