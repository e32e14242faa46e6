const { definitionOf, pascal, runbooks } = require('./statemachines.cjs');

/**
 * Placeholders `${Logical.Arn}` and `${Logical}` as the intrinsics they stand for: the plugin makes `Fn::Sub` of a definition only where it
 * sees intrinsics, and would deploy bare placeholders as they are.
 */
const withIntrinsics = (value) => {
  if (typeof value === 'string') {
    const [, id, attribute] = /^\$\{(\w+)(?:\.(\w+))?\}$/.exec(value) ?? [];
    if (!id) return value;
    return attribute ? { 'Fn::GetAtt': [id, attribute] } : { Ref: id };
  }
  if (Array.isArray(value)) return value.map(withIntrinsics);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withIntrinsics(member)]));
};

/** `stepFunctions:` of serverless.yml: one machine per folder, its log and traces on, with its own role. */
const machineOf = (runbook) => ({
  id: `${pascal(runbook)}StateMachine`,
  name: `\${self:service}-\${sls:stage}-${runbook}`,
  definition: withIntrinsics(definitionOf(runbook)),
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
