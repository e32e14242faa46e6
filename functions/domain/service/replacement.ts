import { DesiredCountUnknownError } from '../errors/scaling.ts';
import type { Trigger } from '../runbook.ts';
import { decideDesiredCount, type ServiceCounts } from './desired-count.ts';
import type { ServiceRef } from './ownership.ts';
import { ownerName } from './ownership.ts';
import { conditionsInWords } from './plan/rule-conditions.ts';
import { specListeners, specTargetGroupNames, wantedRules } from './plan/spec-listeners.ts';
import type { ReplaceRequest } from './request/replace-request.ts';
import type { ResolvedService } from './run-state.ts';
import { oldSpecSourceOf } from './spec-source.ts';

type Request = Record<string, unknown>;

/** Result of PrepareReplacement: the requests of the two runs, and the services that both need locked. */
export interface Replacement {
  strategy: ReplaceRequest['strategy'];
  deploy: Request;
  teardown: Request;
  services: ServiceRef[];
}

const given = (request: Request): Request =>
  Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));

const newSpec = ({ spec, specText, specUrl, cloud_spec_json }: ReplaceRequest): Request => ({
  spec,
  specText,
  specUrl,
  cloud_spec_json,
});

/** The spec to tear down; overrides belong to the new one, and so go with it where it is the old one as well. */
const oldSpec = (request: ReplaceRequest): Request => {
  const { oldSpec: spec, oldSpecText: specText, oldSpecUrl: specUrl, serviceOverrides } = request;
  return oldSpecSourceOf(request) ? { spec, specText, specUrl } : { ...newSpec(request), serviceOverrides };
};

/**
 * Makes the requests of the two runs out of the one.
 *
 * @param started.execution ARN of the execution that holds the locks for both
 */
export const replacementRequests = (
  request: ReplaceRequest,
  { trigger, execution }: { trigger: Trigger; execution: string },
): Pick<Replacement, 'deploy' | 'teardown'> => {
  const { environment, contexts, variables, allowExisting, dryRun, pollSeconds, timeoutMinutes } = request;
  const { serviceOverrides, desiredCount, activeService, specSource, onFailure } = request;
  const both = { environment, contexts, variables, allowExisting, dryRun, pollSeconds, timeoutMinutes };
  const run = { ...both, lockedBy: execution, trigger };
  // What the teardown would remove is still there in a dry run.
  const afterTeardown = request.strategy === 'recreate' && dryRun ? true : undefined;
  const ofDeploy = { serviceOverrides, desiredCount, activeService, specSource, onFailure, afterTeardown };
  return {
    deploy: given({ ...newSpec(request), ...run, ...ofDeploy }),
    teardown: given({ ...oldSpec(request), ...run }),
  };
};

const refOf = ({ cluster, service }: ResolvedService): ServiceRef => ({ cluster, service });

const isSame = (a: ServiceRef, b: ServiceRef): boolean => ownerName(a) === ownerName(b);

/** The services of both specs, each once. */
export const replacedServices = (next: ResolvedService, former: ResolvedService): ServiceRef[] =>
  isSame(next, former) ? [refOf(next)] : [refOf(next), refOf(former)];

/** `demo-application:443`, and for a network load balancer all of it: one listener has one target group. */
const places = ({ spec }: ResolvedService): { key: string; inWords: string }[] =>
  specListeners(spec).flatMap(({ balancer, listener }) => {
    const place = `${balancer.name}:${listener.port}`;
    if (balancer.type === 'network') return [{ key: place, inWords: `listener ${place}` }];
    return wantedRules(listener).map(({ rule, key }) => ({
      key: `${place} ${key}`,
      inWords: `rule ${place} ${conditionsInWords(rule.conditions)}`,
    }));
  });

/**
 * Why a new service cannot stand beside the old one, in words; empty where it can. What the two share would be taken over
 * by the new one, and then torn down with the old one.
 */
export const parallelClashes = (next: ResolvedService, former: ResolvedService): string[] => {
  if (isSame(next, former)) return [`both specs name the service ${ownerName(next)}`];
  const groups = new Set(specTargetGroupNames(former.spec));
  const taken = new Set(places(former).map(({ key }) => key));
  return [
    ...specTargetGroupNames(next.spec)
      .filter((name) => groups.has(name))
      .map((name) => `both have the target group ${name}`),
    ...places(next)
      .filter(({ key }) => taken.has(key))
      .map(({ inWords }) => `both have the ${inWords}`),
  ];
};

/** How many tasks the new service is to have, as its deployment is asked. */
export type CountRequest = Pick<ReplaceRequest, 'desiredCount' | 'activeService'>;

/** What services have now; null where there is none. */
export interface ReplacedCounts {
  former: ServiceCounts | null;
  /** The service that the request names as active. */
  active: ServiceCounts | null;
}

const wantedCount = ({ spec }: ResolvedService, { desiredCount }: CountRequest) =>
  desiredCount ?? spec.aws.ecs.service?.desiredCount;

/** Whether the count is to follow what runs now, so that it must be known before anything is torn down. */
export const followsCounts = (next: ResolvedService, request: CountRequest): boolean =>
  typeof wantedCount(next, request) !== 'number';

/**
 * Decides what the deployment is asked for where the count follows other services. After a teardown nobody could tell what
 * the old service had: recreate takes the count now. In parallel the old service still stands and is the active one.
 *
 * @throws DesiredCountUnknownError where recreate could not tell a count after the teardown
 */
export const replacementCount = (
  { strategy, ...request }: CountRequest & Pick<ReplaceRequest, 'strategy'>,
  { next, former }: { next: ResolvedService; former: ResolvedService },
  counts: ReplacedCounts,
): CountRequest => {
  const { activeService } = request;
  if (strategy === 'parallel') {
    const isFollowed = activeService === undefined && counts.former !== null && next.cluster === former.cluster;
    return isFollowed ? { ...request, activeService: former.service } : request;
  }
  const decision = decideDesiredCount({
    wanted: wantedCount(next, request),
    active: activeService === undefined ? undefined : { service: activeService, counts: counts.active },
    existing: counts.former,
    minCapacity: next.spec.aws.ecs.service?.scalableTarget?.MinCapacity,
  });
  if ('problem' in decision) throw new DesiredCountUnknownError(decision.problem);
  return { desiredCount: decision.desiredCount, activeService: undefined };
};
