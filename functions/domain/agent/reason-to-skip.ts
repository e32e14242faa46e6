import type { Outage } from './ledger.ts';
import type { AgentAction } from './request.ts';

/** A machine as Systems Manager knows it. */
export interface ManagedNode {
  /** `Online`, `ConnectionLost` or `Inactive`. */
  ping: string;
  /** `Linux`, `Windows` or `MacOS`. */
  platform: string;
  /** Name of its operating system, such as `Amazon Linux` or `Bottlerocket`. */
  system: string;
}

type Facts = NonNullable<Outage['facts']>;

const notToDrain = ({ status }: Facts): string | null => {
  if (status === 'DRAINING') return 'is DRAINING already';
  return status === 'ACTIVE' ? null : `is ${status}: only ACTIVE container instances can be drained`;
};

const notToRestart = ({ instanceId }: Facts, nodes: ReadonlyMap<string, ManagedNode> | string): string | null => {
  if (instanceId === null) return 'ECS names no machine of it';
  if (typeof nodes === 'string') return `Systems Manager does not say whether it hears from ${instanceId}: ${nodes}`;
  const node = nodes.get(instanceId);
  if (!node) return `${instanceId} is no managed node of Systems Manager: it needs the SSM agent and its permissions`;
  if (node.ping !== 'Online') return `Systems Manager does not hear from ${instanceId} (${node.ping})`;
  if (node.system === 'Bottlerocket') {
    return 'Bottlerocket: commands run in its control container, which cannot restart the agent; reboot it with: apiclient reboot';
  }
  return node.platform === 'Linux' || node.platform === 'Windows' ? null : `no command for ${node.platform} is known`;
};

/**
 * Why an action cannot or need not be done on an instance, for people; null where it can.
 *
 * @param nodes Systems Manager's nodes by machine id, those asked for; words where it refused to say
 */
export const reasonToSkip = (
  facts: Outage['facts'],
  action: AgentAction,
  nodes: ReadonlyMap<string, ManagedNode> | string,
): string | null => {
  if (!facts) return 'nothing is known of its machine';
  if (facts.host !== 'RUNNING') return `its machine is not known to run (${facts.host})`;
  return action === 'drain' ? notToDrain(facts) : notToRestart(facts, nodes);
};
