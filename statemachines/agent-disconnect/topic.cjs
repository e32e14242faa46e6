const { sub } = require('./names.cjs');

const topic = { Ref: 'AgentAlertTopic' };

/** Functions publish by their own roles; alarms have none. */
const alarmsPublish = {
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: topic,
  Condition: {
    StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    ArnLike: {
      'aws:SourceArn': {
        'Fn::Sub': `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:${sub('agent-')}*`,
      },
    },
  },
};

const tlsOnly = {
  Effect: 'Deny',
  Principal: '*',
  Action: 'sns:Publish',
  Resource: topic,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

/** What SNS could not deliver in its six hours of trying goes where the alarm looks. */
const subscription = (Endpoint) => ({
  AgentAlertSubscription: {
    Type: 'AWS::SNS::Subscription',
    Properties: {
      TopicArn: topic,
      Protocol: 'email',
      Endpoint,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['AgentDeadLetterQueue', 'Arn'] } },
    },
  },
});

/** Where alerts, recoveries and alarms go. */
const alertTopic = ({ agentDisconnectEmail, kmsKeyArn }) => ({
  AgentAlertTopic: {
    Type: 'AWS::SNS::Topic',
    Properties: {
      TopicName: sub('agent-alerts'),
      DisplayName: 'ECS agents',
      ...(kmsKeyArn ? { KmsMasterKeyId: kmsKeyArn } : {}),
    },
  },
  AgentAlertTopicPolicy: {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: {
      Topics: [topic],
      PolicyDocument: { Version: '2012-10-17', Statement: [alarmsPublish, tlsOnly] },
    },
  },
  ...(agentDisconnectEmail ? subscription(agentDisconnectEmail) : {}),
});

module.exports = { alertTopic };
