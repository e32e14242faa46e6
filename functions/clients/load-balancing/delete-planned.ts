import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Planned } from '../../domain/service/plan/action.ts';
import { sendPlanned } from './send-planned.ts';

const gone: readonly string[] = ['ListenerNotFoundException', 'RuleNotFoundException', 'TargetGroupNotFoundException'];

/** What became of a planned deletion; `IN_USE`: AWS says that something forwards to it. */
export type Deletion = 'DELETED' | 'IN_USE';

/**
 * Deletes what a plan says. Safe to repeat: what is gone is deleted.
 *
 * @throws what the SDK throws, but for a target group that is in use
 */
export const deletePlanned = async (elb: ElasticLoadBalancingV2Client, planned: Planned): Promise<Deletion> => {
  try {
    await sendPlanned(elb, [planned]);
    return 'DELETED';
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (gone.includes(name)) return 'DELETED';
    if (planned.type === 'target group' && name === 'ResourceInUseException') return 'IN_USE';
    throw error;
  }
};
