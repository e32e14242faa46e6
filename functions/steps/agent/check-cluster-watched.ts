import * as v from 'valibot';
import { describeCluster } from '../../clients/agent/clusters.ts';
import type { Clients } from '../../clients/index.ts';
import { ecs } from '../../clients/index.ts';
import { requestSchema, type Watch } from '../../domain/agent/run-state.ts';
import { watchOf, watchOfGone } from '../../domain/agent/watch.ts';
import { elsewhere, placeOf } from '../../domain/ecs/arn.ts';
import { ClusterElsewhereError, ClusterNotFoundError } from '../../domain/errors/agent.ts';
import { executionSchema } from '../../domain/step-schemas.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({
  /** Value of the tag ecs-agent-monitoring in clusters that are watched; empty: all are. */
  AGENT_MONITORING_TAG_VALUE: v.optional(v.string(), ''),
});
type Settings = v.InferOutput<typeof environment>;

const schema = v.object({ request: requestSchema, execution: executionSchema });

/**
 * Says whether a cluster's outages are looked at, and when. By hand every cluster is. Safe to retry.
 *
 * @throws ClusterElsewhereError; ClusterNotFoundError by hand, as a rule's events may tell of a cluster that is gone since
 */
export const checkClusterWatched =
  ({ ecs }: Pick<Clients, 'ecs'>, { settings, now, logger }: StepContext<Settings>) =>
  async ({ request, execution }: v.InferOutput<typeof schema>): Promise<Watch> => {
    const place = elsewhere(request.cluster, placeOf(execution.id));
    if (place) throw new ClusterElsewhereError(request.cluster, place);
    const watching = { request, now, tagValue: settings.AGENT_MONITORING_TAG_VALUE };
    const cluster = await describeCluster(ecs, request.cluster);
    if (!cluster && request.window === undefined) throw new ClusterNotFoundError(request.cluster);
    const watch = cluster ? watchOf(cluster, watching) : watchOfGone(watching);
    logger.info('cluster checked', { cluster: watch.clusterName, isWatched: watch.isWatched, reason: watch.reason });
    return watch;
  };

export const handler = lambdaStep(checkClusterWatched, { input: schema, clients: { ecs }, environment });
