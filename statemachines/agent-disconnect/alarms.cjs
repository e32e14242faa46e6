const { sub } = require('./names.cjs');

/** Tells the topic when it rings and when it is over. A queue without messages has no age: that is no trouble. */
const alarm = (name, AlarmDescription, watched) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: sub(`agent-${name}`),
    AlarmDescription,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    Period: 300,
    EvaluationPeriods: 1,
    AlarmActions: [{ Ref: 'AgentAlertTopic' }],
    OKActions: [{ Ref: 'AgentAlertTopic' }],
    ...watched,
  },
});

const ofQueue = (queue, MetricName, Threshold) => ({
  Namespace: 'AWS/SQS',
  MetricName,
  Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }],
  Statistic: 'Maximum',
  Threshold,
});

/**
 * Beyond the grace: one failed attempt of the trigger passes by itself. Messages that were received three times are not counted here.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
const lateSeconds = 600;

/** What says that the monitoring itself is in trouble. */
const alarms = ({ agentDisconnectGraceSeconds }) => ({
  AgentDeadLetterAlarm: alarm(
    'dead-letters',
    'Events or alerts about ECS agents could not be handled and lie in the dead-letter queue: read them there, see the logs, then redrive.',
    ofQueue('AgentDeadLetterQueue', 'ApproximateNumberOfMessagesVisible', 1),
  ),
  AgentQueueAgeAlarm: alarm(
    'events-late',
    'Events about ECS agents wait for longer than they should: alerts are late. See the log of start-agent-disconnect.',
    ofQueue('AgentDisconnectQueue', 'ApproximateAgeOfOldestMessage', agentDisconnectGraceSeconds + lateSeconds),
  ),
  AgentTriggerErrorAlarm: alarm(
    'trigger-errors',
    'The function that judges events about ECS agents fails again and again: alerts are late. See the log of start-agent-disconnect.',
    {
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: sub('start-agent-disconnect') }],
      Statistic: 'Sum',
      Threshold: 1,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
    },
  ),
});

module.exports = { alarms };
