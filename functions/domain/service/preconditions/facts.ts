import type { LoadBalancingFacts } from '../plan/load-balancing-facts.ts';
import type { ServiceFacts } from '../plan/service-facts.ts';
import type { ClusterFact } from './cluster.ts';
import type { Looked } from './looked.ts';
import type { NetworkFacts } from './network.ts';
import type { RoleFact } from './roles.ts';
import type { SensitiveFacts } from './secrets.ts';
import type { CheckedTaskDefinition } from './task-definition.ts';

/** What AWS says of all that a deployment needs. Null: not needed, and so not asked for. */
export interface PreconditionFacts {
  cluster: Looked<ClusterFact> | null;
  /** Whether a container instance is ACTIVE; on Fargate none is needed. */
  capacity: Looked<true> | null;
  /** The service of the name; its fact is null where there is none yet. */
  service: Looked<{ facts: ServiceFacts | null }> | null;
  loadBalancing: Looked<LoadBalancingFacts> | null;
  /** Quotas of Elastic Load Balancing by name. */
  limits: Looked<Record<string, number>> | null;
  /** How many target groups the account has. */
  targetGroups: Looked<number> | null;
  network: NetworkFacts | null;
  /** The spec's, or the one that the request names instead. */
  taskDefinition: Looked<CheckedTaskDefinition> | null;
  /** By name. */
  roles: Record<string, Looked<RoleFact>>;
  sensitive: SensitiveFacts;
  logGroups: Record<string, Looked<true>>;
}
