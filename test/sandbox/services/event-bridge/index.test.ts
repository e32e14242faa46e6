import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Endpoint } from '../../../../sandbox/endpoint/index.ts';
import { eventBridgeService } from '../../../../sandbox/services/event-bridge/index.ts';
import { clientConfig, createWorld, start } from '../../endpoint/started.ts';

const world = createWorld();
const published: { arn: string; message: string }[] = [];
const record = async (arn: string, message: string) => {
  published.push({ arn, message });
};
const eventBridge = eventBridgeService(world, { publish: record, invokeFunction: record, startExecution: record });
let endpoint: Endpoint;
let client: EventBridgeClient;

const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:machine';
const ruleArn = 'arn:aws:events:us-east-1:000000000000:rule/orders';
const EventPattern = '{"source":["shop"]}';
const order: PutEventsRequestEntry = { Source: 'shop', DetailType: 'Order', Detail: '{"id":7}' };

beforeAll(async () => {
  endpoint = await start(world, [eventBridge.service]);
  client = new EventBridgeClient(clientConfig(endpoint));
});
beforeEach(async () => {
  published.length = 0;
  await client.send(new PutRuleCommand({ Name: 'orders', EventPattern }));
  const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule: 'orders' }));
  const Ids = Targets.map(({ Id = '' }) => Id);
  if (Ids.length > 0) await client.send(new RemoveTargetsCommand({ Rule: 'orders', Ids }));
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
  world.clock.stop();
});

const putTargets = (...Targets: Target[]) => client.send(new PutTargetsCommand({ Rule: 'orders', Targets }));
const targets = (count: number): Target[] =>
  Array.from({ length: count }, (_, index) => ({ Id: `t${index}`, Arn: topic }));

describe('EventBridge rules', () => {
  it('are made, described, listed and deleted', async () => {
    expect(await client.send(new DescribeRuleCommand({ Name: 'orders' }))).toMatchObject({
      Name: 'orders',
      Arn: ruleArn,
      EventPattern,
      State: 'ENABLED',
      EventBusName: 'default',
      CreatedBy: '000000000000',
    });
    const { Rules } = await client.send(new ListRulesCommand({ NamePrefix: 'ord' }));
    expect(Rules).toEqual([{ Name: 'orders', Arn: ruleArn, EventPattern, State: 'ENABLED', EventBusName: 'default' }]);
    await client.send(new DeleteRuleCommand({ Name: 'orders' }));
    await client.send(new DeleteRuleCommand({ Name: 'orders' }));
    await expect(client.send(new DescribeRuleCommand({ Name: 'orders' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Rule orders does not exist on EventBus default.',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('are listed page by page', async () => {
    await client.send(new PutRuleCommand({ Name: 'another', EventPattern, State: 'DISABLED', Description: 'd' }));
    const first = await client.send(new ListRulesCommand({ Limit: 1 }));
    expect(first.Rules).toMatchObject([{ Name: 'another', State: 'DISABLED', Description: 'd' }]);
    const second = await client.send(new ListRulesCommand({ Limit: 1, NextToken: first.NextToken }));
    expect(second).toMatchObject({ Rules: [{ Name: 'orders' }] });
    expect(second.NextToken).toBeUndefined();
    await client.send(new DeleteRuleCommand({ Name: 'another' }));
  });

  it('keep their targets when they are changed, and are not deleted while they have any', async () => {
    await putTargets({ Id: 'topic', Arn: topic });
    await client.send(new PutRuleCommand({ Name: 'orders', EventPattern: '{"source":["store"]}' }));
    const { RuleNames } = await client.send(new ListRuleNamesByTargetCommand({ TargetArn: topic }));
    expect(RuleNames).toEqual(['orders']);
    await expect(client.send(new DeleteRuleCommand({ Name: 'orders' }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: "Rule can't be deleted since it has targets.",
    });
  });

  it('lie on the default bus, the only one', async () => {
    const { EventBuses } = await client.send(new ListEventBusesCommand({}));
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
    await expect(client.send(new PutRuleCommand(input))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });
});

describe('EventBridge targets', () => {
  it('are put, listed and removed', async () => {
    const target = { Id: 'topic', Arn: topic, RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 } };
    expect(await putTargets(target)).toMatchObject({ FailedEntryCount: 0, FailedEntries: [] });
    expect(await client.send(new ListTargetsByRuleCommand({ Rule: 'orders' }))).toMatchObject({ Targets: [target] });
    const removed = await client.send(new RemoveTargetsCommand({ Rule: 'orders', Ids: ['topic', 'ghost'] }));
    expect(removed).toMatchObject({
      FailedEntryCount: 1,
      FailedEntries: [{ TargetId: 'ghost', ErrorCode: 'ResourceNotFoundException' }],
    });
  });

  it.each<[string, Target[], string, string]>([
    ['more than five', targets(6), 'LimitExceededException', 'exceeds the maximum number allowed'],
    ['none', [], 'ValidationException', 'length greater than or equal to 1'],
    ['more than a call takes', targets(101), 'ValidationException', 'length less than or equal to 100'],
    [
      'a queue',
      [{ Id: 'q', Arn: 'arn:aws:sqs:us-east-1:000000000000:q' }],
      'ValidationException',
      'the sandbox delivers to',
    ],
    [
      'a machine without a role',
      [{ Id: 'm', Arn: machine }],
      'ValidationException',
      `RoleArn is required for target ${machine}.`,
    ],
    ['an id with a space', [{ Id: 'a b', Arn: topic }], 'ValidationException', 'regular expression'],
    [
      'a dead-letter queue',
      [{ Id: 'd', Arn: topic, DeadLetterConfig: { Arn: 'arn:aws:sqs:us-east-1:000000000000:q' } }],
      'ValidationException',
      'does not act on DeadLetterConfig of target d',
    ],
    [
      'a retry too many',
      [{ Id: 'r', Arn: topic, RetryPolicy: { MaximumRetryAttempts: 186 } }],
      'ValidationException',
      '185',
    ],
    [
      'a short age',
      [{ Id: 'r', Arn: topic, RetryPolicy: { MaximumEventAgeInSeconds: 59 } }],
      'ValidationException',
      '60',
    ],
  ])('of which there are %s are refused', async (_, given, name, message) => {
    await expect(putTargets(...given)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
    const { Targets } = await client.send(new ListTargetsByRuleCommand({ Rule: 'orders' }));
    expect(Targets).toEqual([]);
  });

  it('belong to a rule that is there', async () => {
    await expect(client.send(new PutTargetsCommand({ Rule: 'ghost', Targets: targets(1) }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('EventBridge events', () => {
  const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));

  it('reach the targets of the rules that match them', async () => {
    await putTargets({ Id: 'topic', Arn: topic }, { Id: 'machine', Arn: machine, RoleArn: 'arn:aws:iam::0:role/r' });
    const { Entries, FailedEntryCount } = await put(order, { ...order, Source: 'other' });
    await eventBridge.settled();
    expect(FailedEntryCount).toBe(0);
    expect(published.map(({ arn }) => arn)).toEqual([topic, machine]);
    expect(JSON.parse(published[0]?.message ?? '')).toEqual({
      version: '0',
      id: Entries?.[0]?.EventId,
      'detail-type': 'Order',
      source: 'shop',
      account: '000000000000',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'us-east-1',
      resources: [],
      detail: { id: 7 },
    });
  });

  it('have the time that they are given', async () => {
    await putTargets({ Id: 'topic', Arn: topic, InputPath: '$.time' });
    await put({ ...order, Time: new Date('2026-01-01T00:00:00.500Z') });
    await eventBridge.settled();
    expect(published).toEqual([{ arn: topic, message: '"2026-01-01T00:00:00Z"' }]);
  });

  it('pass a rule that is disabled', async () => {
    await putTargets({ Id: 'topic', Arn: topic });
    await client.send(new DisableRuleCommand({ Name: 'orders' }));
    await put(order);
    await client.send(new EnableRuleCommand({ Name: 'orders' }));
    await put({ ...order, EventBusName: 'a-bus-that-is-not-there' });
    await eventBridge.settled();
    expect(published).toEqual([]);
  });

  it.each([
    [
      { ...order, Source: undefined },
      'InvalidArgument',
      'Parameter Source is not valid. Reason: Source is a required argument.',
    ],
    [
      { ...order, DetailType: '' },
      'InvalidArgument',
      'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
    ],
    [
      { ...order, Detail: undefined },
      'InvalidArgument',
      'Parameter Detail is not valid. Reason: Detail is a required argument.',
    ],
    [{ ...order, Detail: 'no JSON' }, 'MalformedDetail', 'Detail is malformed.'],
    [{ ...order, Detail: '[]' }, 'MalformedDetail', 'Detail is malformed.'],
    [{ ...order, Source: 'aws.ecs' }, 'NotAuthorizedForSourceException', 'Not authorized for the source.'],
  ])('fail one by one: %j', async (entry, ErrorCode, ErrorMessage) => {
    const answer = await put(entry, order);
    expect(answer).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode, ErrorMessage }, { EventId: expect.any(String) }],
    });
  });

  it.each([
    ['none', []],
    ['eleven', Array.from({ length: 11 }, () => order)],
    ['more than a mebibyte', [{ ...order, Detail: `{"x":"${'x'.repeat(1_048_576)}"}` }]],
  ])('are refused altogether when a request has %s', async (_, Entries) => {
    await expect(put(...Entries)).rejects.toMatchObject({ name: 'ValidationException' });
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
    client.send(new TestEventPatternCommand({ Event, EventPattern: pattern }));

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
