import type { Target } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from '@jest/globals';
import type { BusEvent } from '../../../../sandbox/services/event-bridge/event.ts';
import { checkTargetInput, targetInput } from '../../../../sandbox/services/event-bridge/target-input.ts';

const event: BusEvent = {
  version: '0',
  id: '7bf73129-1428-4cd3-a780-95db273d1602',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '111122223333',
  time: '2015-11-11T21:29:54Z',
  region: 'us-east-1',
  resources: ['arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789'],
  detail: { 'instance-id': 'i-0123456789', state: 'RUNNING', quoted: 'say "hi"', tasks: [{ arn: 'a' }, { arn: 'b' }] },
};
const rule = { name: 'rule', arn: 'arn:aws:events:us-east-1:111122223333:rule/rule' };
const id = { Id: 'one', Arn: 'arn:aws:sns:us-east-1:111122223333:topic' };

const inputOf = (target: Partial<Target>): string =>
  targetInput({ ...id, ...target }, event, rule, Date.parse('2015-11-11T21:29:55.000Z'));
const templated = (InputTemplate: string): string =>
  inputOf({
    InputTransformer: {
      InputPathsMap: {
        instance: '$.detail.instance-id',
        state: '$.detail.state',
        quoted: '$.detail.quoted',
        resource: '$.resources[0]',
        tasks: '$.detail.tasks[*].arn',
        detail: '$.detail.tasks[1]',
        missing: '$.detail.ghost.below',
      },
      InputTemplate,
    },
  });

describe('the input of a target', () => {
  it.each<[string, Partial<Target>, string]>([
    ['the event', {}, JSON.stringify(event)],
    ['a constant', { Input: '{"a": 1}' }, '{"a": 1}'],
    ['a part of the event', { InputPath: '$.detail.state' }, '"RUNNING"'],
    ['null where the part is missing', { InputPath: '$.detail.ghost' }, 'null'],
  ])('is %s', (_, target, expected) => {
    expect(inputOf(target)).toBe(expected);
  });

  it.each([
    ['"instance <instance> is in <state>"', '"instance i-0123456789 is in RUNNING"'],
    ['{"instance": <instance>, "state": <state>}', '{"instance": "i-0123456789", "state": "RUNNING"}'],
    ['{"text": "<instance> is \\"<state>\\""}', '{"text": "i-0123456789 is \\"RUNNING\\""}'],
    ['{"state": [9, <state>, true]}', '{"state": [9, "RUNNING", true]}'],
    ['{"arn": <resource>}', '{"arn": "arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789"}'],
    ['{"tasks": <tasks>, "last": <detail>}', '{"tasks": ["a","b"], "last": {"arn":"b"}}'],
    ['"<quoted>"', '"say \\"hi\\""'],
    ['{"missing": <missing>}', '{"missing": ""}'],
    ['"a < b <state>"', '"a < b RUNNING"'],
    ['"<aws.events.rule-name> <aws.events.rule-arn>"', `"rule ${rule.arn}"`],
    ['{"at": <aws.events.event.ingestion-time>}', '{"at": "2015-11-11T21:29:55.000Z"}'],
    ['{"event": <aws.events.event.json>}', `{"event": ${JSON.stringify(event)}}`],
  ])('by the template %s is %s', (template, expected) => {
    expect(templated(template)).toBe(expected);
  });

  it('leaves the detail out of <aws.events.event>', () => {
    expect(JSON.parse(templated('<aws.events.event>'))).toEqual({
      version: '0',
      id: event.id,
      detailType: event['detail-type'],
      source: event.source,
      account: event.account,
      time: event.time,
      region: event.region,
      resources: event.resources,
    });
  });
});

describe('the input settings of a target', () => {
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`v${index}`, '$.id']));

  it.each<[string, Partial<Target>, string]>([
    [
      'two of them',
      { Input: '1', InputPath: '$.id' },
      'Only one of Input, InputPath, or InputTransformer must be provided for target one.',
    ],
    ['no JSON', { Input: 'plain' }, 'JSON syntax error in input for target one : plain'],
    ['no path', { InputPath: 'detail' }, 'Invalid InputPath for target one.'],
    [
      'a variable that is none',
      { InputTransformer: { InputPathsMap: { a: '$.id' }, InputTemplate: '"<b>"' } },
      'InputTemplate for target one contains invalid placeholder b.',
    ],
    [
      'a variable whose path is none',
      { InputTransformer: { InputPathsMap: { a: 'id' }, InputTemplate: '"<a>"' } },
      'Invalid InputPathsMap for target one: a.',
    ],
    [
      'a reserved variable',
      { InputTransformer: { InputPathsMap: { 'aws.a': '$.id' }, InputTemplate: '"x"' } },
      'Invalid InputPathsMap for target one: aws.a.',
    ],
    [
      'too many variables',
      { InputTransformer: { InputPathsMap: many, InputTemplate: '"x"' } },
      'InputPathsMap for target one has too many variables.',
    ],
  ])('with %s are refused', (_, target, message) => {
    expect(() => checkTargetInput({ ...id, ...target })).toThrow(
      expect.objectContaining({ name: 'ValidationException', message }),
    );
  });
});
