const { declared, kebab, roleId } = require('./functions.cjs');
const { keyStatements } = require('./key.cjs');
const { interfaceStatement, vpcOf } = require('./vpc.cjs');

const allow = (Action, Resource) => ({ Effect: 'Allow', Action, Resource });

/** What every function may: write its own log stream and its traces. The log group is the stack's. */
const writeLogs = (name) =>
  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], {
    'Fn::Sub': `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/\${self:service}-\${sls:stage}-${kebab(name)}:*`,
  });

// X-Ray has no resource-level permissions
const writeTraces = allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*');

const roleOf = (name, statements) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      {
        PolicyName: 'calls',
        PolicyDocument: { Version: '2012-10-17', Statement: [writeLogs(name), writeTraces, ...statements] },
      },
    ],
  },
});

/** Statements about what a stage parameter names (`onlyWith`) are left out where it names nothing. */
const wanted = async (statements, resolveVariable) => {
  const kept = await Promise.all(
    statements.map(async ({ onlyWith, ...statement }) =>
      onlyWith === undefined || (await resolveVariable(`param:${onlyWith}`)) ? [statement] : [],
    ),
  );
  return kept.flat();
};

const namedRole = async (name, { iamRoleStatements, vpcParameters }, resolveVariable) => {
  const isInVpc = vpcParameters && (await vpcOf(vpcParameters, resolveVariable)) !== undefined;
  const own = await wanted(iamRoleStatements, resolveVariable);
  const key = keyStatements(own, await resolveVariable('param:kmsKeyArn'));
  return [roleId(name), roleOf(name, [...own, ...key, ...(isInVpc ? [interfaceStatement] : [])])];
};

/** One role per function, with what its functions.yml states and nothing else. */
module.exports = async ({ resolveVariable }) => ({
  Resources: Object.fromEntries(
    await Promise.all(
      Object.entries(declared()).map(([name, declaration]) => namedRole(name, declaration, resolveVariable)),
    ),
  ),
});
