import {
  DisableRuleCommand,
  EnableRuleCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { describeWith } from '../../../support/programs.ts';
import { aws } from '../../endpoint/started.ts';
import { machine, type StartedBus, startBus, topic } from './started-bus.ts';

let bus: StartedBus;

beforeEach(async () => {
  bus = await startBus();
});
afterEach(() => bus.close());

const order: PutEventsRequestEntry = { Source: 'shop', DetailType: 'Order', Detail: '{"id":7}' };
const putTargets = (...Targets: Target[]) => bus.client.send(new PutTargetsCommand({ Rule: 'orders', Targets }));

describe('EventBridge events', () => {
  const put = (...Entries: PutEventsRequestEntry[]) => bus.client.send(new PutEventsCommand({ Entries }));

  it('reach the targets of the rules that match them', async () => {
    await putTargets({ Id: 'topic', Arn: topic }, { Id: 'machine', Arn: machine, RoleArn: 'arn:aws:iam::0:role/r' });
    const { Entries, FailedEntryCount } = await put(order, { ...order, Source: 'other' });
    await bus.eventBridge.settled();
    expect(FailedEntryCount).toBe(0);
    expect(bus.sent.map(({ arn }) => arn)).toEqual([topic, machine]);
    expect(JSON.parse(bus.sent[0]?.message ?? '')).toEqual({
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
    await bus.eventBridge.settled();
    expect(bus.sent).toEqual([{ arn: topic, message: '"2026-01-01T00:00:00Z"' }]);
  });

  it('pass a rule that is disabled', async () => {
    await putTargets({ Id: 'topic', Arn: topic });
    await bus.client.send(new DisableRuleCommand({ Name: 'orders' }));
    await put(order);
    await bus.client.send(new EnableRuleCommand({ Name: 'orders' }));
    await put({ ...order, EventBusName: 'a-bus-that-is-not-there' });
    await bus.eventBridge.settled();
    expect(bus.sent).toEqual([]);
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

describeWith(['aws'], 'EventBridge from the AWS CLI', () => {
  it('makes a rule with a target, and sends it an event', async () => {
    const EventPattern = '{"source":["from.cli"]}';
    await aws(bus.endpoint, 'events', 'put-rule', '--name', 'cli', '--event-pattern', EventPattern);
    await aws(
      bus.endpoint,
      'events',
      'put-targets',
      '--rule',
      'cli',
      '--targets',
      `Id=topic,Arn=${topic},InputPath=$.detail`,
    );
    const entry = JSON.stringify([{ Source: 'from.cli', DetailType: 'x', Detail: '{"a":1}' }]);
    const put = await aws(bus.endpoint, 'events', 'put-events', '--entries', entry);
    expect(put).toMatchObject({ exitCode: 0, output: { FailedEntryCount: 0 } });
    await bus.eventBridge.settled();
    expect(bus.sent).toEqual([{ arn: topic, message: '{"a":1}' }]);
  }, 60_000);
});
