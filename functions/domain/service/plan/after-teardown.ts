import { ownershipOf, type ServiceRef } from '../ownership.ts';
import type { DeploymentFacts } from './deployment.ts';
import { partOwnership } from './load-balancing-plan.ts';

/**
 * What AWS will say when a teardown has taken what is the service's own: for the dry run of a replacement that deploys
 * after it.
 */
export const afterTeardown = (facts: DeploymentFacts, service: ServiceRef): DeploymentFacts => {
  const { loadBalancing, scaling } = facts;
  const isOurs = (tags: Record<string, string>) => ownershipOf(tags, service) === 'OURS';
  const isKept = (
    tags: Parameters<typeof partOwnership>[0]['tags'],
    actions: Parameters<typeof partOwnership>[0]['actions'],
  ) => partOwnership({ tags, actions }, loadBalancing, service) !== 'OURS';
  return {
    ...facts,
    service: facts.service && isOurs(facts.service.tags) ? null : facts.service,
    taskDefinitions: {
      ...facts.taskDefinitions,
      running: null,
      family: facts.taskDefinitions.family.filter(({ tags }) => !isOurs(tags)),
    },
    loadBalancing: {
      ...loadBalancing,
      targetGroups: loadBalancing.targetGroups.filter(({ tags }) => !isOurs(tags)),
      loadBalancers: loadBalancing.loadBalancers.map((balancer) => ({
        ...balancer,
        listeners: balancer.listeners
          .filter(({ tags, defaultActions }) => balancer.type === 'application' || isKept(tags, defaultActions))
          .map((listener) => ({
            ...listener,
            rules: listener.rules?.filter(({ tags, actions }) => isKept(tags, actions)) ?? null,
          })),
      })),
    },
    scaling: scaling.target && isOurs(scaling.target.tags) ? { target: null, policies: [] } : scaling,
  };
};
