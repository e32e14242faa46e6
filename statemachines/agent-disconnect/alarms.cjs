const { sub } = require('./names.cjs');

/** Tells the topic when it rings and when it is over. A queue without messages has no age: that is no trouble. */
const alarm = (name, AlarmDescription, watched) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: sub(`agent-${name}`),
    AlarmDescription,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
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
  Period: 300,
  Threshold,
});

/** What lies in the dead-letter queue may be an alert that the alert topic did not take: another topic has to tell of it as well. */
const bothTopics = [{ Ref: 'AgentAlertTopic' }, { Ref: 'ResultTopic' }];

/**
 * An alarm that rings already does not ring again: while one message lies in a queue, the next would come silently. Missing data are no
 * messages, as SQS tells nothing of a queue that is idle.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
const growth = (queue) => {
  const { Threshold, Statistic, Period, ...Metric } = ofQueue(queue, 'ApproximateNumberOfMessagesVisible', 1);
  return {
    Threshold,
    Metrics: [
      { Id: 'lying', MetricStat: { Metric, Period, Stat: Statistic }, ReturnData: false },
      { Id: 'more', Expression: 'DIFF(FILL(lying, 0))', ReturnData: true },
    ],
  };
};

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
    'Events or alerts about ECS agents could not be handled and lie in the dead-letter queue: read them there and see the logs. Events can be moved back, alerts are only read.',
    {
      ...ofQueue('AgentDeadLetterQueue', 'ApproximateNumberOfMessagesVisible', 1),
      AlarmActions: bothTopics,
      OKActions: bothTopics,
    },
  ),
  AgentDeadLettersGrowAlarm: alarm(
    'dead-letters-grow',
    'More events or alerts about ECS agents came into the dead-letter queue, where others may lie already: read them there.',
    { ...growth('AgentDeadLetterQueue'), AlarmActions: bothTopics, OKActions: [] },
  ),
  AgentQueueAgeAlarm: alarm(
    'events-late',
    'Events about ECS agents wait for longer than they should: alerts are late. See the log of start-agent-disconnect.',
    ofQueue('AgentDisconnectQueue', 'ApproximateAgeOfOldestMessage', agentDisconnectGraceSeconds + lateSeconds),
  ),
  AgentRunFailedAlarm: alarm(
    'runs-failed',
    'A run of agent-disconnect failed: agents that are away may not have been alerted, and are when the next run looks. ' +
      'See the executions of agent-disconnect, then start it: runbook start agent-disconnect cluster=<cluster> follow=true',
    {
      Namespace: 'AWS/States',
      MetricName: 'ExecutionsFailed',
      Dimensions: [{ Name: 'StateMachineArn', Value: { Ref: 'AgentDisconnectStateMachine' } }],
      Statistic: 'Sum',
      Period: 300,
      Threshold: 1,
    },
  ),
  AgentTriggerErrorAlarm: alarm(
    'trigger-errors',
    'The function that judges events about ECS agents fails again and again: alerts are late. See the log of start-agent-disconnect.',
    {
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: sub('start-agent-disconnect') }],
      Statistic: 'Sum',
      Period: 300,
      Threshold: 1,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
    },
  ),
});

module.exports = { alarms };
