import type { ModifyListenerCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { elbTags, ownershipKeys } from '../ownership.ts';
import type { FieldChange, PlanContext, Planned } from './action.ts';
import { forwardActions, forwardsOnlyTo, restoredActions } from './forward-actions.ts';
import {
  type ListenerFacts,
  type LoadBalancerFacts,
  type LoadBalancingFacts,
  targetGroupByName,
} from './load-balancing-facts.ts';
import {
  actionsInWords,
  type LoadBalancingPlan,
  listenerName,
  partOwnership,
  plannedOnly,
  problemOnly,
} from './load-balancing-plan.ts';
import type { PlacedListener } from './spec-listeners.ts';
import { targetGroupArnOf } from './target-group-arn.ts';

interface Place {
  placed: PlacedListener;
  balancer: LoadBalancerFacts;
  facts: LoadBalancingFacts;
  context: PlanContext;
}

const about = ({ placed, balancer }: Place): Pick<Planned, 'step' | 'type' | 'name' | 'undo'> => ({
  step: 'update-listeners',
  type: 'listener',
  name: listenerName(balancer, placed.listener),
  undo: [],
});

const targetGroupName = ({ placed }: Place): string => placed.listener.action?.targetGroupName ?? '';

const planCreation = (place: Place): Planned => {
  const { placed, balancer, facts, context } = place;
  const { protocol, port } = placed.listener;
  return {
    ...about(place),
    action: 'create',
    calls: [
      {
        call: 'elasticloadbalancing:CreateListener',
        input: {
          LoadBalancerArn: balancer.arn,
          Protocol: protocol,
          Port: port,
          DefaultActions: forwardActions(targetGroupArnOf(facts, targetGroupName(place))),
          Tags: elbTags(context.tags),
        },
      },
    ],
    changes: [{ field: 'DefaultActions', from: null, to: `forward to ${targetGroupName(place)}` }],
  };
};

/** What a listener is set to, as AWS takes it back. */
const settingsOf = (listener: ListenerFacts): Omit<ModifyListenerCommandInput, 'ListenerArn'> => ({
  Protocol: listener.protocol as NonNullable<ModifyListenerCommandInput['Protocol']>,
  DefaultActions: restoredActions(listener.defaultActions),
  ...(listener.sslPolicy === null ? {} : { SslPolicy: listener.sslPolicy }),
  ...(listener.certificates.length === 0
    ? {}
    : { Certificates: listener.certificates.map(({ CertificateArn }) => ({ CertificateArn })) }),
  ...(listener.alpnPolicy.length === 0 ? {} : { AlpnPolicy: listener.alpnPolicy }),
});

const planChange = (place: Place, existing: ListenerFacts): Planned => {
  const call = 'elasticloadbalancing:ModifyListener';
  const { protocol } = place.placed.listener;
  const actions = forwardActions(targetGroupArnOf(place.facts, targetGroupName(place)));
  const isProtocolChanged = protocol !== existing.protocol;
  const changes: FieldChange[] = [
    ...(isProtocolChanged ? [{ field: 'Protocol', from: existing.protocol, to: protocol }] : []),
    { field: 'DefaultActions', from: actionsInWords(existing.defaultActions), to: actionsInWords(actions) },
  ];
  return {
    ...about(place),
    action: 'change',
    arn: existing.arn,
    calls: [
      {
        call,
        input: {
          ListenerArn: existing.arn,
          ...(isProtocolChanged ? { Protocol: protocol } : {}),
          DefaultActions: actions,
        },
      },
    ],
    changes: changes.filter(({ from, to }) => from !== to),
    undo: [{ call, input: { ListenerArn: existing.arn, ...settingsOf(existing) } }],
  };
};

const planExisting = (place: Place, existing: ListenerFacts): LoadBalancingPlan => {
  const { placed, facts, context } = place;
  const { protocol } = placed.listener;
  const check = `listener ${about(place).name}`;
  const ownership = partOwnership({ tags: existing.tags, actions: existing.defaultActions }, facts, context.service);
  if (ownership === 'OTHERS') {
    const detail = `already exists and belongs to ${existing.tags?.[ownershipKeys.service]}`;
    return problemOnly({ check, kind: 'NOT_OURS', detail, remedy: 'choose another port' });
  }
  const isSameProtocol = existing.protocol === protocol;
  if (
    isSameProtocol &&
    forwardsOnlyTo(existing.defaultActions, targetGroupByName(facts, targetGroupName(place))?.arn)
  ) {
    const kept: Planned = { ...about(place), action: 'keep', arn: existing.arn, calls: [], changes: [] };
    if (ownership === 'OURS') return plannedOnly(kept);
    return plannedOnly({ ...kept, reason: 'not made by a deployment of this service, and already as the spec says' });
  }
  if (ownership === 'OURS') return plannedOnly(planChange(place, existing));
  if (!isSameProtocol) {
    const detail = `the port already has a listener for ${existing.protocol}, not made by a deployment of this service`;
    return problemOnly({ check, kind: 'NOT_OURS', detail, remedy: 'choose another port' });
  }
  if (context.allowExisting ?? placed.listener.allowExisting) return plannedOnly(planChange(place, existing));
  return problemOnly({
    check,
    kind: 'NOT_OURS',
    detail:
      `already exists (${actionsInWords(existing.defaultActions)}) ` +
      'and was not made by a deployment of this service',
    remedy: 'let it be changed with allowExisting=true, or choose another port',
  });
};

/** Plans a listener of a network load balancer. */
export const planNetworkListener = (place: Place): LoadBalancingPlan => {
  const existing = place.balancer.listeners.find(({ port }) => port === place.placed.listener.port);
  return existing ? planExisting(place, existing) : plannedOnly(planCreation(place));
};
