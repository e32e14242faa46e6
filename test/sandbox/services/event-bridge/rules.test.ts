import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  PutRuleCommand,
  PutTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventPattern, type StartedBus, startBus, topic } from './started-bus.ts';

let bus: StartedBus;

beforeEach(async () => {
  bus = await startBus();
});
afterEach(() => bus.close());

const ruleArn = 'arn:aws:events:us-east-1:000000000000:rule/orders';

describe('EventBridge rules', () => {
  it('are made, described, listed and deleted', async () => {
    expect(await bus.client.send(new DescribeRuleCommand({ Name: 'orders' }))).toMatchObject({
      Name: 'orders',
      Arn: ruleArn,
      EventPattern,
      State: 'ENABLED',
      EventBusName: 'default',
      CreatedBy: '000000000000',
    });
    const { Rules } = await bus.client.send(new ListRulesCommand({ NamePrefix: 'ord' }));
    expect(Rules).toEqual([{ Name: 'orders', Arn: ruleArn, EventPattern, State: 'ENABLED', EventBusName: 'default' }]);
    await bus.client.send(new DeleteRuleCommand({ Name: 'orders' }));
    await bus.client.send(new DeleteRuleCommand({ Name: 'orders' }));
    await expect(bus.client.send(new DescribeRuleCommand({ Name: 'orders' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Rule orders does not exist on EventBus default.',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('are listed page by page', async () => {
    await bus.client.send(new PutRuleCommand({ Name: 'another', EventPattern, State: 'DISABLED', Description: 'd' }));
    const first = await bus.client.send(new ListRulesCommand({ Limit: 1 }));
    expect(first.Rules).toMatchObject([{ Name: 'another', State: 'DISABLED', Description: 'd' }]);
    const second = await bus.client.send(new ListRulesCommand({ Limit: 1, NextToken: first.NextToken }));
    expect(second).toMatchObject({ Rules: [{ Name: 'orders' }] });
    expect(second.NextToken).toBeUndefined();
    await bus.client.send(new DeleteRuleCommand({ Name: 'another' }));
  });

  it('keep their targets when they are changed, and are not deleted while they have any', async () => {
    await bus.client.send(new PutTargetsCommand({ Rule: 'orders', Targets: [{ Id: 'topic', Arn: topic }] }));
    await bus.client.send(new PutRuleCommand({ Name: 'orders', EventPattern: '{"source":["store"]}' }));
    const { RuleNames } = await bus.client.send(new ListRuleNamesByTargetCommand({ TargetArn: topic }));
    expect(RuleNames).toEqual(['orders']);
    await expect(bus.client.send(new DeleteRuleCommand({ Name: 'orders' }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: "Rule can't be deleted since it has targets.",
    });
  });

  it('lie on the default bus, the only one', async () => {
    const { EventBuses } = await bus.client.send(new ListEventBusesCommand({}));
    expect(EventBuses).toEqual([{ Name: 'default', Arn: 'arn:aws:events:us-east-1:000000000000:event-bus/default' }]);
  });

  it.each([
    [
      'no pattern',
      { Name: 'x' },
      'ValidationException',
      'Parameter(s) EventPattern or ScheduleExpression must be specified.',
    ],
    [
      'a schedule',
      { Name: 'x', ScheduleExpression: 'rate(1 day)' },
      'ValidationException',
      'the sandbox runs no schedules',
    ],
    ['a name with a space', { Name: 'a b', EventPattern }, 'ValidationException', "Value at 'name'"],
    [
      'a long pattern',
      { Name: 'x', EventPattern: `{"a":["${'x'.repeat(4_096)}"]}` },
      'ValidationException',
      'length less than',
    ],
    ['a pattern that is none', { Name: 'x', EventPattern: '{"a":"b"}' }, 'InvalidEventPatternException', '"a" must be'],
    ['tags', { Name: 'x', EventPattern, Tags: [{ Key: 'a', Value: 'b' }] }, 'ValidationException', 'keeps no tags'],
    [
      'another bus',
      { Name: 'x', EventPattern, EventBusName: 'b' },
      'ResourceNotFoundException',
      'Event bus b does not exist.',
    ],
  ])('with %s are refused', async (_, input, name, message) => {
    await expect(bus.client.send(new PutRuleCommand(input))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });
});

describe('TestEventPattern', () => {
  const event = {
    id: '1',
    account: '1',
    source: 'shop',
    time: '2026-01-01T00:00:00Z',
    region: 'r',
    'detail-type': 'x',
  };
  const test = (Event: string, pattern = EventPattern) =>
    bus.client.send(new TestEventPatternCommand({ Event, EventPattern: pattern }));

  it('says whether an event matches', async () => {
    expect((await test(JSON.stringify(event))).Result).toBe(true);
    expect((await test(JSON.stringify({ ...event, source: 'other' }))).Result).toBe(false);
  });

  it.each(['no JSON', '[]', JSON.stringify({ ...event, region: undefined })])(
    'refuses %s as an event',
    async (text) => {
      await expect(test(text)).rejects.toMatchObject({
        name: 'ValidationException',
        message: 'Parameter Event is not valid.',
      });
    },
  );
});
