import type * as client from '@aws-sdk/client-eventbridge';
import { isObject, type JsonObject } from '../../engine/json.ts';
import type { Operations } from '../../service.ts';
import { pageOf } from '../pages.ts';
import { validationError } from './errors.ts';
import { compileEventPattern } from './event-pattern.ts';
import type { Rule, Rules } from './rules.ts';

const longestPage = 100;

/** A page of a list, at most 100 items. */
export const listPage = <Item>(
  all: Item[],
  { NextToken, Limit = longestPage }: { NextToken?: string; Limit?: number },
) => {
  if (!Number.isInteger(Limit) || Limit < 1 || Limit > longestPage) {
    throw validationError(
      `1 validation error detected: Value '${Limit}' at 'limit' failed to satisfy constraint: Member must have value between 1 and ${longestPage}`,
    );
  }
  const { items, next } = pageOf(all, NextToken, Limit, 'ValidationException');
  return { items, ...(next.nextToken === undefined ? {} : { NextToken: next.nextToken }) };
};

/** The operations on rules. */
export const ruleOperations = (rules: Rules, accountId: string) =>
  ({
    PutRule: ({ Tags, ...input }) => {
      if (Tags && Tags.length > 0) throw validationError('the sandbox keeps no tags of rules; leave Tags out');
      return { RuleArn: rules.put(input).arn };
    },
    DescribeRule: ({ Name = '', EventBusName }) => ({
      ...described(rules.get(Name, EventBusName)),
      CreatedBy: accountId,
    }),
    DeleteRule: ({ Name = '', EventBusName }) => {
      rules.delete(Name, EventBusName);
      return {};
    },
    EnableRule: ({ Name = '', EventBusName }) => {
      rules.get(Name, EventBusName).state = 'ENABLED';
      return {};
    },
    DisableRule: ({ Name = '', EventBusName }) => {
      rules.get(Name, EventBusName).state = 'DISABLED';
      return {};
    },
    ListRules: ({ NamePrefix = '', EventBusName, ...page }) => {
      const named = rules.list(EventBusName).filter(({ name }) => name.startsWith(NamePrefix));
      const { items, ...next } = listPage(named, page);
      return { Rules: items.map(described), ...next };
    },
    ListRuleNamesByTarget: ({ TargetArn, EventBusName, ...page }) => {
      const targeting = rules
        .list(EventBusName)
        .filter(({ targets }) => [...targets.values()].some(({ Arn }) => Arn === TargetArn));
      const { items, ...next } = listPage(targeting, page);
      return { RuleNames: items.map(({ name }) => name), ...next };
    },
    ListEventBuses: ({ NamePrefix = '' }) => ({
      EventBuses: 'default'.startsWith(NamePrefix) ? [{ Name: 'default', Arn: rules.busArn }] : [],
    }),
    TestEventPattern: ({ EventPattern = '', Event = '' }) => {
      const matches = compileEventPattern(EventPattern);
      return { Result: matches(sampleEvent(Event)) };
    },
  }) satisfies Operations<typeof client>;

const described = ({ name, arn, patternText, state, description, roleArn }: Rule) => ({
  Name: name,
  Arn: arn,
  EventPattern: patternText,
  State: state,
  EventBusName: 'default',
  ...(description === undefined ? {} : { Description: description }),
  ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
});

/** What AWS asks of an event to test with; `resources`, which the reference names too, it does not. */
const neededFields = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

const sampleEvent = (text: string): JsonObject => {
  try {
    const event: unknown = JSON.parse(text);
    if (isObject(event) && neededFields.every((name) => Object.hasOwn(event, name))) return event;
  } catch {
    // what is no JSON is answered as what is no event
  }
  throw validationError('Parameter Event is not valid.');
};
