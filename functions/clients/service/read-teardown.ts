import type { TeardownFacts } from '../../domain/service/plan/teardown.ts';
import type { ResolvedService } from '../../domain/service/run-state.ts';
import type { Clients } from '../index.ts';
import { readLoadBalancing } from '../load-balancing/read-load-balancing.ts';
import { readScaling } from '../scaling/read-scaling.ts';
import { readFamilyRevisions } from './read-deployment.ts';
import { readService } from './services.ts';

/** Reads all that a teardown may find of a service. */
export const readTeardown = async (
  { autoScaling, ecs, elb }: Pick<Clients, 'autoScaling' | 'ecs' | 'elb'>,
  resolved: ResolvedService,
): Promise<TeardownFacts> => {
  const { spec, cluster, service: name } = resolved;
  const ref = { cluster, service: name };
  const [service, scaling, loadBalancing, family] = await Promise.all([
    readService(ecs, ref),
    readScaling(autoScaling, ref),
    readLoadBalancing(elb, { spec, service: ref }, { uses: true }),
    readFamilyRevisions(ecs, resolved),
  ]);
  return { service, scaling, loadBalancing, family };
};
