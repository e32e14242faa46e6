const { alarms } = require('./alarms.cjs');
const { sub } = require('./names.cjs');
const { readParameters } = require('./parameters.cjs');
const { queues } = require('./queues.cjs');
const { alertTopic } = require('./topic.cjs');

/** What of an event functions/domain/agent/disconnect-event.ts reads: a tenth of it, which is what the queue is paid for. */
const inputPaths = {
  id: '$.id',
  time: '$.time',
  clusterArn: '$.detail.clusterArn',
  containerInstanceArn: '$.detail.containerInstanceArn',
  version: '$.detail.version',
};

/** Texts are put in with their quotation marks, numbers without. */
const inputTemplate = `{${Object.keys(inputPaths)
  .map((name) => `"${name}":<${name}>`)
  .join(',')}}`;

/**
 * Sends each disconnection of an agent to the queue. Instances that are draining or deregistering are not looked at.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_container_instance_events.html
 */
const rule = ({ agentDisconnectEnabled }) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    Name: sub('agent-disconnects'),
    Description: 'Hands disconnections of ECS agents to agent-disconnect, once the grace period is over',
    State: agentDisconnectEnabled === 'true' ? 'ENABLED' : 'DISABLED',
    EventPattern: {
      source: ['aws.ecs'],
      'detail-type': ['ECS Container Instance State Change'],
      detail: { agentConnected: [false], status: ['ACTIVE'] },
    },
    Targets: [
      {
        Id: 'agent-disconnects',
        Arn: { 'Fn::GetAtt': ['AgentDisconnectQueue', 'Arn'] },
        InputTransformer: { InputPathsMap: inputPaths, InputTemplate: inputTemplate },
        // EventBridge's own most: a day
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['AgentDeadLetterQueue', 'Arn'] } },
      },
    ],
  },
});

/** What agent-disconnect has of its own: where its events, alerts and alarms go. */
module.exports = async ({ resolveVariable }) => {
  const parameters = await readParameters(resolveVariable);
  return {
    Resources: {
      AgentDisconnectRule: rule(parameters),
      ...queues(parameters),
      ...alertTopic(parameters),
      ...alarms(parameters),
    },
    Outputs: {
      AgentAlertTopicArn: { Value: { Ref: 'AgentAlertTopic' } },
      AgentDeadLetterQueueUrl: { Value: { Ref: 'AgentDeadLetterQueue' } },
    },
  };
};
