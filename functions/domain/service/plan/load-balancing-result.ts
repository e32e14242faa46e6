import type { ServiceSpec } from '../spec-schema/index.ts';
import type { Planned } from './action.ts';
import { awsCommand } from './calls.ts';
import { forwardedTo, type LoadBalancingFacts, loadBalancerByName, targetGroupNameOf } from './load-balancing-facts.ts';
import { deletionOf, type LoadBalancingType, listenerName } from './load-balancing-plan.ts';
import { specListeners } from './spec-listeners.ts';

/** What was done, with AWS's answer where a call was made. */
export interface Done {
  planned: Planned;
  /** Of what was created. */
  arn?: string | undefined;
}

/** A listener of the spec, in the result of UpdateListeners. */
export interface ListenerResult {
  loadBalancer: string;
  arn: string;
  protocol: string;
  port: number;
}

/** A rule of the spec, in the result of UpdateListeners. */
export interface RuleResult {
  arn: string;
  name: string;
  priority: number;
  targetGroup: string;
}

/** What a removal left, in the results of DeleteListeners and DeleteTargetGroups. */
export interface Left {
  type: LoadBalancingType;
  name: string;
  reason: string;
  /** The AWS CLI's line that deletes it. */
  command: string;
}

/** What a removal deleted, in the same. */
export type Deleted = Pick<Left, 'type' | 'name'> & { arn: string };

/** A step's output has 32 KiB; a rule of a long spec may take one of them. */
const listBytes = 14 * 1024;

/** As many of the first of a list as fit into a step's output beside another one. */
export const fitting = <Item>(items: readonly Item[]): Item[] => {
  let left = listBytes;
  return items.filter((item) => {
    left -= Buffer.byteLength(JSON.stringify(item)) + 1;
    return left >= 0;
  });
};

const stands = ({ planned }: Done): boolean => planned.action !== 'delete' && planned.action !== 'leave';

const ruleResult = ({ planned, arn: created }: Done, facts: LoadBalancingFacts): RuleResult => {
  const rules = facts.loadBalancers.flatMap(({ listeners }) => listeners.flatMap((listener) => listener.rules ?? []));
  const known = rules.find(({ arn }) => arn === planned.arn);
  const sent = planned.calls.flatMap(({ call, input }) =>
    call === 'elasticloadbalancing:CreateRule' || call === 'elasticloadbalancing:ModifyRule' ? [input] : [],
  )[0];
  const [targetGroup = ''] = forwardedTo(sent?.Actions ?? known?.actions ?? []).map(targetGroupNameOf);
  const priority = sent && 'Priority' in sent ? sent.Priority : known?.priority;
  return { arn: planned.arn ?? created ?? '', name: planned.name, priority: priority ?? 0, targetGroup };
};

/** The spec's rules as they stand after the calls. */
export const ruleResults = (done: readonly Done[], facts: LoadBalancingFacts): RuleResult[] =>
  fitting(
    done.filter((one) => one.planned.type === 'listener rule' && stands(one)).map((one) => ruleResult(one, facts)),
  );

/** The spec's listeners as they stand after the calls. */
export const listenerResults = (
  spec: ServiceSpec,
  done: readonly Done[],
  facts: LoadBalancingFacts,
): ListenerResult[] =>
  fitting(
    specListeners(spec).map(({ balancer, listener: { protocol, port } }) => {
      const name = listenerName(balancer, { protocol, port });
      const made = done.find(({ planned }) => planned.type === 'listener' && planned.name === name);
      const known = loadBalancerByName(facts, balancer.name)?.listeners.find((one) => one.port === port);
      return { loadBalancer: balancer.name, arn: known?.arn ?? made?.arn ?? '', protocol, port };
    }),
  );

/** What a removal leaves, with the command that deletes it all the same. */
export const leftOf = ({ type, name, arn = '', reason = '' }: Planned): Left => ({
  type: type as LoadBalancingType,
  name,
  reason,
  command: awsCommand(deletionOf(type as LoadBalancingType, arn)),
});

/** What a removal deleted. */
export const deletedOf = ({ type, name, arn = '' }: Planned): Deleted => ({
  type: type as LoadBalancingType,
  name,
  arn,
});
