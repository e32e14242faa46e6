const { invokedFunctions, pascal, runbooks, startedRunbooks } = require('./statemachines.cjs');

const allow = (Action, Resource) => ({ Effect: 'Allow', Action, Resource });

// delivery of execution logs and traces takes no narrower resource
const deliverLogs = allow(
  [
    'logs:CreateLogDelivery',
    'logs:GetLogDelivery',
    'logs:UpdateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:DescribeResourcePolicies',
    'logs:DescribeLogGroups',
  ],
  '*',
);
const writeTraces = allow(
  ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
  '*',
);

const sub = (text) => ({ 'Fn::Sub': text });

/**
 * What a machine may that runs others and waits for them: it starts them, stops them when it is stopped itself, and is told of their end by
 * a rule that Step Functions makes.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
const runMachines = (started) => [
  allow(
    'states:StartExecution',
    started.map((runbook) => ({ Ref: `${pascal(runbook)}StateMachine` })),
  ),
  allow(
    ['states:DescribeExecution', 'states:StopExecution'],
    started.map((runbook) =>
      sub(
        `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:execution:\${self:service}-\${sls:stage}-${runbook}:*`,
      ),
    ),
  ),
  allow(
    ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
    sub(
      'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule',
    ),
  ),
];

const statementsFor = (started) => (started.length > 0 ? runMachines(started) : []);

const roleOf = (runbook) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      {
        PolicyName: 'calls',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            allow(
              'lambda:InvokeFunction',
              invokedFunctions(runbook).map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] })),
            ),
            ...statementsFor(startedRunbooks(runbook)),
            deliverLogs,
            writeTraces,
          ],
        },
      },
    ],
  },
});

/** One role per state machine: it invokes the functions and runs the machines its definition names. */
module.exports = () => ({
  Resources: Object.fromEntries(runbooks().map((runbook) => [`${pascal(runbook)}StateMachineRole`, roleOf(runbook)])),
});
