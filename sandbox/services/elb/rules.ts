import type client from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type Operations } from '../../service.ts';
import { checkActions } from './actions.ts';
import { checkConditions } from './conditions.ts';
import { invalidConfiguration, notPermitted, priorityInUse, validationError } from './errors.ts';
import { partArn } from './identifiers.ts';
import { limits } from './limits.ts';
import { page } from './pages.ts';
import { type ElbState, type ListenerRecord, listenerOf, noteUse, type RuleRecord, ruleOf, rulesOf } from './state.ts';
import { putTags } from './tags.ts';

const largestPriority = 50_000;

/** AWS states no default; a small one finds out callers that do not page. */
const defaultPageSize = 50;

const describe = ({ arn, isDefault, priority, conditions, actions, transforms }: RuleRecord): client.Rule => ({
  RuleArn: arn,
  Priority: isDefault ? 'default' : String(priority),
  Conditions: conditions,
  Actions: actions,
  IsDefault: isDefault,
  ...(transforms.length > 0 ? { Transforms: transforms } : {}),
});

const checkPriority = (priority: number): void => {
  if (!Number.isInteger(priority) || priority < 1 || priority > largestPriority) {
    throw validationError(`Priority '${priority}' must be between '1-${largestPriority}' inclusive`);
  }
};

const placeOf = ({ loadBalancer, described }: ListenerRecord) => ({ loadBalancer, protocol: described.Protocol });

/** Rules are counted over all listeners of a load balancer, without the default ones. */
const checkRuleCount = (state: ElbState, { loadBalancer }: ListenerRecord): void => {
  const own = [...state.rules.values()].filter(
    ({ isDefault, listener }) => !isDefault && listener.loadBalancer === loadBalancer,
  );
  if (own.length >= limits['rules-per-application-load-balancer']) {
    throw new AwsError(
      'TooManyRules',
      `The maximum number of rules on load balancer '${loadBalancer.arn}' has been reached`,
    );
  }
};

const create = (state: ElbState, input: client.CreateRuleCommandInput): RuleRecord => {
  const { Priority: priority = Number.NaN, Transforms: transforms = [] } = input;
  const listener = listenerOf(state, input.ListenerArn);
  if (listener.loadBalancer.type !== 'application') {
    throw invalidConfiguration('the sandbox has rules on listeners of application load balancers only');
  }
  const conditions = checkConditions(input.Conditions ?? []);
  checkPriority(priority);
  const actions = checkActions(state, placeOf(listener), input.Actions ?? []);
  if (rulesOf(state, listener).some((rule) => rule.priority === priority)) throw priorityInUse(priority);
  checkRuleCount(state, listener);
  const arn = partArn(listener.arn, 'listener', 'listener-rule');
  putTags(state, arn, input.Tags);
  const rule = { arn, listener, isDefault: false, priority, conditions, actions, transforms };
  state.rules.set(arn, rule);
  noteUse(state);
  return rule;
};

const modify = (state: ElbState, input: client.ModifyRuleCommandInput): RuleRecord => {
  const rule = ruleOf(state, input.RuleArn);
  if (rule.isDefault) throw notPermitted(`Default rule '${rule.arn}' cannot be modified`);
  const { Conditions, Actions, Transforms, ResetTransforms } = input;
  if (!Conditions && !Actions && !Transforms && !ResetTransforms) {
    throw validationError('Either conditions or actions must be specified');
  }
  const conditions = Conditions ? checkConditions(Conditions) : rule.conditions;
  const actions = Actions ? checkActions(state, placeOf(rule.listener), Actions) : rule.actions;
  Object.assign(rule, { conditions, actions, transforms: ResetTransforms ? [] : (Transforms ?? rule.transforms) });
  noteUse(state);
  return rule;
};

const setPriorities = (state: ElbState, pairs: client.RulePriorityPair[]): RuleRecord[] => {
  const moves = pairs.map(({ RuleArn, Priority = Number.NaN }) => {
    checkPriority(Priority);
    return { rule: ruleOf(state, RuleArn), priority: Priority };
  });
  const fixed = moves.find(({ rule }) => rule.isDefault);
  if (fixed) throw notPermitted(`The priority of default rule '${fixed.rule.arn}' cannot be set`);
  const wanted = moves.map(({ priority }) => priority);
  const twice = wanted.find((priority, index) => wanted.indexOf(priority) !== index);
  if (twice !== undefined) throw validationError(`Priority '${twice}' was provided multiple times`);
  const moving = new Set(moves.map(({ rule }) => rule));
  if (new Set(moves.map(({ rule }) => rule.listener)).size > 1) {
    throw validationError('All rules must belong to the same listener');
  }
  for (const { rule, priority } of moves) {
    const holder = rulesOf(state, rule.listener).find((each) => each.priority === priority);
    if (holder && !moving.has(holder)) throw priorityInUse(priority);
  }
  for (const { rule, priority } of moves) rule.priority = priority;
  return moves.map(({ rule }) => rule);
};

const selected = (state: ElbState, { ListenerArn, RuleArns }: client.DescribeRulesCommandInput): RuleRecord[] => {
  if (ListenerArn && RuleArns?.length) {
    throw validationError('Listener rule ARNs and a listener ARN cannot be specified at the same time');
  }
  if (ListenerArn) return rulesOf(state, listenerOf(state, ListenerArn));
  if (!RuleArns?.length) throw validationError('You must specify either listener rule ARNs or a listener ARN');
  return RuleArns.map((arn) => ruleOf(state, arn));
};

/** CreateRule, DescribeRules, ModifyRule, SetRulePriorities, DeleteRule. */
export const ruleOperations = (state: ElbState) =>
  ({
    CreateRule: (input) => ({ Rules: [describe(create(state, input))] }),

    DescribeRules(input) {
      const { items, next } = page(selected(state, input), { PageSize: defaultPageSize, ...input });
      return { Rules: items.map(describe), ...next };
    },

    ModifyRule: (input) => ({ Rules: [describe(modify(state, input))] }),

    SetRulePriorities: ({ RulePriorities = [] }) => ({ Rules: setPriorities(state, RulePriorities).map(describe) }),

    DeleteRule({ RuleArn }) {
      const rule = ruleOf(state, RuleArn);
      if (rule.isDefault) throw notPermitted(`Default rule '${rule.arn}' cannot be deleted`);
      state.rules.delete(rule.arn);
      state.tags.delete(rule.arn);
      noteUse(state);
      return {};
    },
  }) satisfies Operations<typeof client>;
