const { runbooks } = require('./statemachines.cjs');

/** What the machines share: where results go, where long logs and locks go, where execution logs go. */

const topicStatement = {
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: { Ref: 'ResultTopic' },
  Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
};

/** Alarms of the suite tell here where a topic of their own may be what is in trouble. */
const alarmStatement = {
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: { Ref: 'ResultTopic' },
  Condition: {
    StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    ArnLike: {
      'aws:SourceArn': {
        'Fn::Sub':
          'arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:${self:service}-${sls:stage}-*',
      },
    },
  },
};

const encryptedTransport = (bucket) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [{ 'Fn::GetAtt': [bucket, 'Arn'] }, { 'Fn::Sub': `\${${bucket}.Arn}/*` }],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

/** Days for which a lock may lie there: more than any holds (LOCK_SECONDS), so that only dead ones go. */
const lockDays = 7;

/** Days for which a ledger of outages lies there unchanged: ten times what an outage is followed for at most (`limitHours`). */
const ledgerDays = 30;

const expiring = (Id, Prefix, ExpirationInDays) => ({ Id, Status: 'Enabled', Prefix, ExpirationInDays });

/** A runbook's reports lie under its name. A rule for all of the bucket would shorten that of locks and ledgers. */
const lifecycleRules = () => [
  ...runbooks().map((runbook) => expiring(`expire-${runbook}`, `${runbook}/`, '${param:reportRetentionDays}')),
  expiring('expire-locks', 'locks/', lockDays),
  expiring('expire-ledgers', 'ledgers/', ledgerDays),
  { Id: 'abort-uploads', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
];

const reportsBucket = {
  Type: 'AWS::S3::Bucket',
  Properties: {
    BucketName: { 'Fn::Sub': '${self:service}-${sls:stage}-reports-${AWS::AccountId}-${AWS::Region}' },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    LifecycleConfiguration: { Rules: lifecycleRules() },
  },
};

/**
 * What no Catch can report: time-outs, aborts, and failures of the machine itself (`States.Runtime`, or of NotifyFailure:
 * `Lambda.…`). A runbook's own errors have been reported by NotifyFailure already.
 */
const uncaughtFailures = {
  Type: 'AWS::Events::Rule',
  Properties: {
    Name: '${self:service}-${sls:stage}-uncaught-failures',
    Description: 'Reports runbook executions that ended without NotifyFailure, and releases their locks',
    EventPattern: {
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        stateMachineArn: [
          {
            prefix: {
              'Fn::Sub':
                'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${self:service}-${sls:stage}-',
            },
          },
        ],
        $or: [
          { status: ['TIMED_OUT', 'ABORTED'] },
          { status: ['FAILED'], error: [{ prefix: 'States.' }, { prefix: 'Lambda.' }] },
        ],
      },
    },
    Targets: [
      {
        Id: 'result-topic',
        Arn: { Ref: 'ResultTopic' },
        InputTransformer: {
          InputPathsMap: { execution: '$.detail.executionArn', status: '$.detail.status' },
          InputTemplate: '"Runbook execution <execution> ended <status> and could not report it itself."',
        },
      },
      {
        Id: 'release-locks',
        Arn: { 'Fn::GetAtt': ['ReleaseLocksLambdaFunction', 'Arn'] },
        // no dead-letter queue: a lock that stays is taken over by the next run, for its owner has ended
        RetryPolicy: { MaximumRetryAttempts: 20, MaximumEventAgeInSeconds: 3_600 },
      },
    ],
  },
};

/** Lets the rule, and nothing else of EventBridge, invoke the function. */
const releaseLocksPermission = {
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': ['ReleaseLocksLambdaFunction', 'Arn'] },
    Principal: 'events.amazonaws.com',
    SourceArn: { 'Fn::GetAtt': ['UncaughtFailuresRule', 'Arn'] },
  },
};

module.exports = () => ({
  Resources: {
    ResultTopic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: '${self:service}-${sls:stage}-results' } },
    ResultTopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: 'ResultTopic' }],
        PolicyDocument: { Version: '2012-10-17', Statement: [topicStatement, alarmStatement] },
      },
    },
    ReportsBucket: reportsBucket,
    ReportsBucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'ReportsBucket' },
        PolicyDocument: { Version: '2012-10-17', Statement: [encryptedTransport('ReportsBucket')] },
      },
    },
    StateMachineLogGroup: {
      Type: 'AWS::Logs::LogGroup',
      Properties: {
        LogGroupName: '/aws/vendedlogs/states/${self:service}-${sls:stage}',
        RetentionInDays: '${param:logRetentionDays}',
      },
    },
    UncaughtFailuresRule: uncaughtFailures,
    ReleaseLocksPermission: releaseLocksPermission,
  },
  Outputs: {
    ResultTopicArn: { Value: { Ref: 'ResultTopic' } },
    ReportsBucketName: { Value: { Ref: 'ReportsBucket' } },
  },
});
