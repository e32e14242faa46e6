const { sub } = require('./names.cjs');

/** SQS's own encryption, or the customer's key. */
const encryption = (kmsKeyArn) => (kmsKeyArn ? { KmsMasterKeyId: kmsKeyArn } : { SqsManagedSseEnabled: true });

const daySeconds = 86_400;

/**
 * Six times the trigger's timeout (functions/triggers/functions.yml), as Lambda advises, and the time that it gathers a batch for.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
const visibilitySeconds = 6 * 60 + 20;

/** Times that a message is handed to the trigger before it is left to a person: about half an hour. */
const maxReceiveCount = 5;

const tlsOnly = (queue) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 'sqs:*',
  Resource: { 'Fn::GetAtt': [queue, 'Arn'] },
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

const sendFrom = (queue, service, source) => ({
  Effect: 'Allow',
  Principal: { Service: service },
  Action: 'sqs:SendMessage',
  Resource: { 'Fn::GetAtt': [queue, 'Arn'] },
  Condition: { ArnEquals: { 'aws:SourceArn': source } },
});

const policyOf = (queue, Statement) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: queue }],
    PolicyDocument: { Version: '2012-10-17', Statement: [...Statement, tlsOnly(queue)] },
  },
});

const rule = { 'Fn::GetAtt': ['AgentDisconnectRule', 'Arn'] };

/** Where events wait for the grace to be over, and where what nobody could take is kept for a person. */
const queues = ({ agentDisconnectGraceSeconds, kmsKeyArn }) => ({
  AgentDisconnectQueue: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: sub('agent-disconnects'),
      DelaySeconds: agentDisconnectGraceSeconds,
      VisibilityTimeout: visibilitySeconds,
      MessageRetentionPeriod: 4 * daySeconds,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['AgentDeadLetterQueue', 'Arn'] }, maxReceiveCount },
      ...encryption(kmsKeyArn),
    },
  },
  AgentDisconnectQueuePolicy: policyOf('AgentDisconnectQueue', [
    sendFrom('AgentDisconnectQueue', 'events.amazonaws.com', rule),
  ]),
  AgentDeadLetterQueue: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: sub('agent-dead-letters'),
      MessageRetentionPeriod: 14 * daySeconds,
      ...encryption(kmsKeyArn),
    },
  },
  AgentDeadLetterQueuePolicy: policyOf('AgentDeadLetterQueue', [
    sendFrom('AgentDeadLetterQueue', 'events.amazonaws.com', rule),
    sendFrom('AgentDeadLetterQueue', 'sns.amazonaws.com', { Ref: 'AgentAlertTopic' }),
  ]),
});

module.exports = { queues };
