const { definitionOf, pascal, runbooks } = require('./statemachines.cjs');

/** `stepFunctions:` of serverless.yml: one machine per folder, its log and traces on, with its own role. */
const machineOf = (runbook) => ({
  id: `${pascal(runbook)}StateMachine`,
  name: `\${self:service}-\${sls:stage}-${runbook}`,
  definition: definitionOf(runbook),
  role: { 'Fn::GetAtt': [`${pascal(runbook)}StateMachineRole`, 'Arn'] },
  tracingConfig: { enabled: true },
  loggingConfig: {
    level: 'ERROR',
    includeExecutionData: false,
    destinations: [{ 'Fn::GetAtt': ['StateMachineLogGroup', 'Arn'] }],
  },
});

module.exports = () => ({
  validate: true,
  stateMachines: Object.fromEntries(runbooks().map((runbook) => [pascal(runbook), machineOf(runbook)])),
});
