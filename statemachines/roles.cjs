const { invokedFunctions, pascal, runbooks } = require('./statemachines.cjs');

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
            deliverLogs,
            writeTraces,
          ],
        },
      },
    ],
  },
});

/** One role per state machine: it invokes the functions its definition names. */
module.exports = () => ({
  Resources: Object.fromEntries(runbooks().map((runbook) => [`${pascal(runbook)}StateMachineRole`, roleOf(runbook)])),
});
