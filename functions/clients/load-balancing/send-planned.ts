import type {
  ElasticLoadBalancingV2Client,
  Listener,
  Rule,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Planned } from '../../domain/service/plan/action.ts';
import type { Done } from '../../domain/service/plan/load-balancing-result.ts';
import { elbCalls } from '../calls/elb.ts';
import { sendCall } from '../calls/index.ts';

interface Answer {
  TargetGroups?: TargetGroup[];
  Listeners?: Listener[];
  Rules?: Rule[];
}

const createdArn = ({ TargetGroups, Listeners, Rules }: Answer): string | undefined =>
  TargetGroups?.[0]?.TargetGroupArn ?? Listeners?.[0]?.ListenerArn ?? Rules?.[0]?.RuleArn;

/**
 * Sends the calls of a plan in their order, one after the other.
 *
 * @returns every planned action, with the ARN of what its call made or changed
 * @throws what the SDK throws, after which earlier calls stand
 */
export const sendPlanned = async (elb: ElasticLoadBalancingV2Client, planned: readonly Planned[]): Promise<Done[]> => {
  const done: Done[] = [];
  for (const one of planned) {
    let arn: string | undefined;
    for (const call of one.calls) arn = createdArn((await sendCall(elbCalls(elb), call)) as Answer);
    done.push({ planned: one, arn });
  }
  return done;
};
