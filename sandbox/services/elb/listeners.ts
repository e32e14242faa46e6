import { isDeepStrictEqual } from 'node:util';
import type client from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type Operations } from '../../service.ts';
import { checkActions } from './actions.ts';
import { checkListener, type ListenerSettings } from './check-listener.ts';
import { validationError } from './errors.ts';
import { partArn } from './identifiers.ts';
import { limits } from './limits.ts';
import { page } from './pages.ts';
import {
  type ElbState,
  type ListenerRecord,
  type LoadBalancerRecord,
  listenerOf,
  listenersOf,
  loadBalancerOf,
  noteUse,
  type RuleRecord,
  rulesOf,
} from './state.ts';
import { putTags } from './tags.ts';

type ElbOperations = Operations<typeof client>;

/** Removes a listener with its rules, and their tags. */
export const removeListener = (state: ElbState, listener: ListenerRecord): void => {
  for (const { arn } of rulesOf(state, listener)) {
    state.rules.delete(arn);
    state.tags.delete(arn);
  }
  state.listeners.delete(listener.arn);
  state.tags.delete(listener.arn);
};

const describe = ({ described, defaultRule }: ListenerRecord): client.Listener => ({
  ...described,
  DefaultActions: defaultRule.actions,
});

const recordOf = (
  loadBalancer: LoadBalancerRecord,
  settings: ListenerSettings,
  actions: client.Action[],
): ListenerRecord => {
  const arn = partArn(loadBalancer.arn, 'loadbalancer', 'listener');
  const described = { ListenerArn: arn, LoadBalancerArn: loadBalancer.arn, ...settings };
  // A listener and its default rule hold each other, so that one of them is completed last.
  const listener = { arn, loadBalancer, described } as ListenerRecord;
  const defaultRule: RuleRecord = {
    arn: partArn(arn, 'listener', 'listener-rule'),
    listener,
    isDefault: true,
    priority: Number.POSITIVE_INFINITY,
    conditions: [],
    actions,
    transforms: [],
  };
  return Object.assign(listener, { defaultRule });
};

/** The load balancer's listener on the port, unless it is the one given. */
const otherOnPort = (state: ElbState, loadBalancer: LoadBalancerRecord, port: number, own?: ListenerRecord) =>
  listenersOf(state, loadBalancer).find((listener) => listener !== own && listener.described.Port === port);

const duplicate = ({ arn }: LoadBalancerRecord) =>
  new AwsError('DuplicateListener', `A listener already exists on this port for this load balancer '${arn}'`);

const sameAs = (known: ListenerRecord, settings: ListenerSettings, actions: client.Action[]): boolean =>
  isDeepStrictEqual(
    { ...known.described, actions: known.defaultRule.actions },
    { ...known.described, ...settings, actions },
  );

const create = (state: ElbState, input: client.CreateListenerCommandInput): client.Listener => {
  const loadBalancer = loadBalancerOf(state, input.LoadBalancerArn);
  const settings = checkListener(loadBalancer.type, input);
  const place = { loadBalancer, protocol: settings.Protocol };
  const actions = checkActions(state, place, input.DefaultActions ?? []);
  const known = otherOnPort(state, loadBalancer, settings.Port);
  if (known) {
    // A repeated request is a success: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html
    if (sameAs(known, settings, actions)) return describe(known);
    throw duplicate(loadBalancer);
  }
  const quota = `listeners-per-${loadBalancer.type}-load-balancer` as const;
  if (listenersOf(state, loadBalancer).length >= limits[quota]) {
    throw new AwsError('TooManyListeners', `The maximum number of listeners of '${loadBalancer.arn}' has been reached`);
  }
  const record = recordOf(loadBalancer, settings, actions);
  putTags(state, record.arn, input.Tags);
  state.listeners.set(record.arn, record);
  state.rules.set(record.defaultRule.arn, record.defaultRule);
  noteUse(state);
  return describe(record);
};

const modify = (state: ElbState, input: client.ModifyListenerCommandInput): client.Listener => {
  const record = listenerOf(state, input.ListenerArn);
  const { loadBalancer, described, defaultRule } = record;
  const settings = checkListener(loadBalancer.type, input, described);
  if (otherOnPort(state, loadBalancer, settings.Port, record)) throw duplicate(loadBalancer);
  const place = { loadBalancer, protocol: settings.Protocol };
  for (const { actions, isDefault } of rulesOf(state, record)) {
    if (!isDefault || !input.DefaultActions) checkActions(state, place, actions);
  }
  if (input.DefaultActions) defaultRule.actions = checkActions(state, place, input.DefaultActions);
  const { ListenerArn, LoadBalancerArn } = described;
  record.described = { ListenerArn, LoadBalancerArn, ...settings };
  noteUse(state);
  return describe(record);
};

const selected = (state: ElbState, { LoadBalancerArn, ListenerArns }: client.DescribeListenersCommandInput) => {
  if (LoadBalancerArn && ListenerArns?.length) {
    throw validationError('A load balancer ARN and listener ARNs cannot be specified at the same time');
  }
  if (LoadBalancerArn) return listenersOf(state, loadBalancerOf(state, LoadBalancerArn));
  if (!ListenerArns?.length) throw validationError('You must specify either listener ARNs or a load balancer ARN');
  return ListenerArns.map((arn) => listenerOf(state, arn));
};

/** CreateListener, DescribeListeners, ModifyListener, DeleteListener. */
export const listenerOperations = (state: ElbState) =>
  ({
    CreateListener: (input) => ({ Listeners: [create(state, input)] }),

    DescribeListeners(input) {
      const { items, next } = page(selected(state, input), input);
      return { Listeners: items.map(describe), ...next };
    },

    ModifyListener: (input) => ({ Listeners: [modify(state, input)] }),

    DeleteListener({ ListenerArn }) {
      removeListener(state, listenerOf(state, ListenerArn));
      noteUse(state);
      return {};
    },
  }) satisfies ElbOperations;
