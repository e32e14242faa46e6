import * as v from 'valibot';
import { shortId } from '../ecs/arn.ts';
import type { ServiceRef } from './ownership.ts';
import type { Planned } from './plan/action.ts';
import type { ServiceFacts } from './plan/service-facts.ts';

/** What the steps that work on a service leave in the state, and what they read of each other's. */

/** Result of RegisterTaskDefinition. */
export const taskDefinitionState = v.object({ taskDefinitionArn: v.string() });

/** What is read of CreateTargetGroups' result. */
export const targetGroupsState = v.object({ targetGroups: v.array(v.object({ name: v.string(), arn: v.string() })) });

/** What is read of the result of a step that changed the service. */
export const changedServiceState = v.object({ updatedAt: v.string() });

/** Result of CreateService and ScaleService. Null: there is no such service. */
export interface ServiceState {
  serviceArn: string | null;
  clusterArn: string | null;
  taskDefinitionArn: string | null;
  desiredCount: number;
  /** When this run changed it or found it as it should be, ISO 8601: waiting is counted from here. */
  updatedAt: string;
}

/** Something that a teardown does not take down. */
export interface LeftResource {
  type: string;
  name: string;
  reason: string;
  /** What would take it down; null where nothing should. */
  command: string | null;
}

/** A service as it stands in the state after a step. */
export const serviceState = (
  facts: Pick<ServiceFacts, 'serviceArn' | 'clusterArn' | 'taskDefinition'> | null,
  desiredCount: number,
  updatedAt: string,
): ServiceState => ({
  serviceArn: facts?.serviceArn ?? null,
  clusterArn: facts?.clusterArn ?? null,
  taskDefinitionArn: facts?.taskDefinition ?? null,
  desiredCount,
  updatedAt,
});

/** What a removal's plan leaves, for the report. */
export const leftOf = (planned: readonly Planned[]): LeftResource[] =>
  planned
    .filter(({ action }) => action === 'leave')
    .map(({ type, name, reason = '' }) => ({ type, name, reason, command: null }));

const named = v.object({ cluster: v.string(), service: v.string() });

/** Where a state names its service: in the resolved spec, or in a request by cluster and service. */
export const serviceNaming = {
  resolved: v.nullish(named),
  request: v.object({ cluster: v.optional(v.string()), service: v.optional(v.string()) }),
};

/** The service that a run works on, by names also where the request gives ARNs; null where nothing names one. */
export const serviceNamedBy = ({
  resolved,
  request,
}: {
  resolved?: ServiceRef | null | undefined;
  request: { cluster?: string | undefined; service?: string | undefined };
}): ServiceRef | null => {
  const { cluster, service } = resolved ?? request;
  return cluster === undefined || service === undefined
    ? null
    : { cluster: shortId(cluster), service: shortId(service) };
};
