import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { partOf, type Resource } from './parameters.ts';

const file = 'statemachines/agent-disconnect/resources.cjs';
const key = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const { declared }: { declared: () => Record<string, { timeout?: number; environment?: Record<string, unknown> }> } =
  createRequire(import.meta.url)('../../functions/functions.cjs');

let resources: Record<string, Resource>;

beforeAll(async () => {
  resources = (await partOf(file)).Resources ?? {};
});

const propertiesOf = (id: string): Resource['Properties'] => {
  const resource = resources[id];
  if (!resource) throw new Error(`the stack has no ${id}`);
  return resource.Properties;
};

const statementsOf = (id: string): unknown[] => propertiesOf(id).PolicyDocument.Statement;

describe('the rule for disconnections', () => {
  it('matches disconnections of ACTIVE container instances', () => {
    expect(propertiesOf('AgentDisconnectRule')).toMatchObject({
      State: 'ENABLED',
      EventPattern: {
        source: ['aws.ecs'],
        'detail-type': ['ECS Container Instance State Change'],
        detail: { agentConnected: [false], status: ['ACTIVE'] },
      },
    });
  });

  it('sends what the trigger reads to the queue, for a day, and what it cannot send to the dead-letter queue', () => {
    const [target, ...others] = propertiesOf('AgentDisconnectRule').Targets;
    expect(others).toEqual([]);
    expect(target).toMatchObject({
      Arn: { 'Fn::GetAtt': ['AgentDisconnectQueue', 'Arn'] },
      RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['AgentDeadLetterQueue', 'Arn'] } },
    });
    const { InputPathsMap, InputTemplate } = target.InputTransformer;
    expect(InputPathsMap).toEqual({
      id: '$.id',
      time: '$.time',
      clusterArn: '$.detail.clusterArn',
      containerInstanceArn: '$.detail.containerInstanceArn',
      version: '$.detail.version',
    });
    const filled = InputTemplate.replace(/<(\w+)>/g, (_: string, name: string) => (name === 'version' ? '4' : '"x"'));
    expect(Object.keys(JSON.parse(filled))).toEqual(Object.keys(InputPathsMap));
  });

  it.each([false, 'false'])('is there but off where agentDisconnectEnabled is %p', async (agentDisconnectEnabled) => {
    const { Resources } = await partOf(file, { agentDisconnectEnabled });
    expect(Resources?.['AgentDisconnectRule']?.Properties.State).toBe('DISABLED');
  });
});

describe('the queues', () => {
  it('delay an event by the grace, and give the trigger time for six attempts of its length', () => {
    const { timeout, ...trigger } = declared()['startAgentDisconnect'] ?? {};
    const [{ sqs }] = (trigger as { events: [{ sqs: { maximumBatchingWindow: number } }] }).events;
    expect(propertiesOf('AgentDisconnectQueue')).toMatchObject({
      DelaySeconds: 60,
      VisibilityTimeout: 6 * (timeout ?? 0) + sqs.maximumBatchingWindow,
      MessageRetentionPeriod: 345_600,
      SqsManagedSseEnabled: true,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': ['AgentDeadLetterQueue', 'Arn'] },
        maxReceiveCount: 5,
      },
    });
    expect(propertiesOf('AgentDeadLetterQueue')).toMatchObject({
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
    });
  });

  it('delay by the grace that is configured', async () => {
    const { Resources } = await partOf(file, { agentDisconnectGraceSeconds: '900' });
    expect(Resources?.['AgentDisconnectQueue']?.Properties.DelaySeconds).toBe(900);
    expect(Resources?.['AgentQueueAgeAlarm']?.Properties.Threshold).toBe(1_500);
  });

  it.each([
    ['AgentDisconnectQueue', [['events.amazonaws.com', { 'Fn::GetAtt': ['AgentDisconnectRule', 'Arn'] }]]],
    [
      'AgentDeadLetterQueue',
      [
        ['events.amazonaws.com', { 'Fn::GetAtt': ['AgentDisconnectRule', 'Arn'] }],
        ['sns.amazonaws.com', { Ref: 'AgentAlertTopic' }],
      ],
    ],
  ])('let only services send for this stack to %s, and only by TLS', (queue, senders) => {
    const Resource = { 'Fn::GetAtt': [queue, 'Arn'] };
    expect(statementsOf(`${queue}Policy`)).toEqual([
      ...senders.map(([Service, source]) => ({
        Effect: 'Allow',
        Principal: { Service },
        Action: 'sqs:SendMessage',
        Resource,
        Condition: { ArnEquals: { 'aws:SourceArn': source } },
      })),
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Resource,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]);
  });
});

describe('the alert topic', () => {
  it('lets the alarms of the stack publish, and nobody without TLS', () => {
    expect(statementsOf('AgentAlertTopicPolicy')).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: { 'aws:SourceArn': { 'Fn::Sub': expect.stringMatching(/:alarm:\S+-agent-\*$/) } },
        },
      }),
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    ]);
  });

  it('has no subscription of its own, unless an address is given', async () => {
    expect(resources['AgentAlertSubscription']).toBeUndefined();
    const { Resources } = await partOf(file, { agentDisconnectEmail: 'ecs+alerts@example.com' });
    expect(Resources?.['AgentAlertSubscription']?.Properties).toEqual({
      TopicArn: { Ref: 'AgentAlertTopic' },
      Protocol: 'email',
      Endpoint: 'ecs+alerts@example.com',
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['AgentDeadLetterQueue', 'Arn'] } },
    });
  });
});

describe('the alarms', () => {
  it.each([
    ['AgentRunFailedAlarm', 'AWS/States', 'ExecutionsFailed', 1],
    ['AgentQueueAgeAlarm', 'AWS/SQS', 'ApproximateAgeOfOldestMessage', 660],
    ['AgentTriggerErrorAlarm', 'AWS/Lambda', 'Errors', 1],
  ])('%s rings by %s %s from %i, and tells the topic of both', (id, Namespace, MetricName, Threshold) => {
    expect(propertiesOf(id)).toMatchObject({
      Namespace,
      MetricName,
      Threshold,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: 'AgentAlertTopic' }],
      OKActions: [{ Ref: 'AgentAlertTopic' }],
    });
  });

  it('tell of dead letters by another topic too, as one may be of the alert topic', () => {
    const topics = [{ Ref: 'AgentAlertTopic' }, { Ref: 'ResultTopic' }];
    expect(propertiesOf('AgentDeadLetterAlarm')).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 1,
      AlarmActions: topics,
      OKActions: topics,
    });
  });

  it('ring again when more dead letters come to those that lie there', () => {
    const { Metrics, MetricName, Period, ...alarm } = propertiesOf('AgentDeadLettersGrowAlarm');
    expect(alarm).toMatchObject({ Threshold: 1, OKActions: [], AlarmActions: [{}, { Ref: 'ResultTopic' }] });
    expect([MetricName, Period]).toEqual([undefined, undefined]);
    expect(Metrics).toMatchObject([
      {
        Id: 'lying',
        MetricStat: { Metric: { Namespace: 'AWS/SQS' }, Period: 300, Stat: 'Maximum' },
        ReturnData: false,
      },
      { Expression: 'DIFF(FILL(lying, 0))', ReturnData: true },
    ]);
  });

  it('have names that the topic lets publish', () => {
    const names = Object.values(resources)
      .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
      .map(({ Properties }) => Properties.AlarmName);
    expect(names).toHaveLength(5);
    for (const name of names) expect(name).toMatch(/-agent-[a-z-]+$/);
  });

  it('watch the function that judges events', () => {
    expect(declared()).toHaveProperty('startAgentDisconnect');
    expect(propertiesOf('AgentTriggerErrorAlarm').Dimensions).toEqual([
      { Name: 'FunctionName', Value: expect.stringMatching(/-start-agent-disconnect$/) },
    ]);
  });
});

describe('the parameter kmsKeyArn', () => {
  it('encrypts the queues and the topic', async () => {
    const { Resources } = await partOf(file, { kmsKeyArn: key });
    for (const id of ['AgentDisconnectQueue', 'AgentDeadLetterQueue', 'AgentAlertTopic']) {
      expect(Resources?.[id]?.Properties.KmsMasterKeyId).toBe(key);
      expect(Resources?.[id]?.Properties.SqsManagedSseEnabled).toBeUndefined();
    }
    expect(JSON.stringify(resources)).not.toContain('KmsMasterKeyId');
  });
});
