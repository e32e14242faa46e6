const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** The API's camelCase members as CloudFormation spells them; log options keep their own names. */
const asCloudFormation = (value, key = '') => {
  if (Array.isArray(value)) return value.map((item) => asCloudFormation(item));
  if (value === null || typeof value !== 'object') return value;
  if (key === 'options' || key === 'dockerLabels') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name[0].toUpperCase() + name.slice(1),
      asCloudFormation(member, name),
    ]),
  );
};

const logGroup = '/ecs/autodiag-${sls:stage}';

const registered = (file) => JSON.parse(readFileSync(join(__dirname, file), 'utf8'));

/** A task definition file as the stack registers it: the stage's family, image, log group and roles. */
const taskDefinition = (file) => {
  const definition = registered(file);
  const containerDefinitions = definition.containerDefinitions.map((container) => ({
    ...container,
    image: '${param:autodiagImage}',
    logConfiguration: {
      ...container.logConfiguration,
      options: {
        ...container.logConfiguration.options,
        'awslogs-group': { Ref: 'AutodiagLogGroup' },
        'awslogs-region': { Ref: 'AWS::Region' },
      },
    },
  }));
  return {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      ...asCloudFormation({ ...definition, containerDefinitions }),
      Family: `\${self:service}-\${sls:stage}-${definition.family}`,
      ExecutionRoleArn: { 'Fn::GetAtt': ['AutodiagExecutionRole', 'Arn'] },
      TaskRoleArn: { 'Fn::GetAtt': ['AutodiagTaskRole', 'Arn'] },
    },
  };
};

const tasksAssume = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

const allow = (Action, Resource) => ({ Effect: 'Allow', Action, Resource });

const role = (Statement) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: tasksAssume,
    Policies: [{ PolicyName: 'calls', PolicyDocument: { Version: '2012-10-17', Statement } }],
  },
});

module.exports = () => ({
  Resources: {
    AutodiagLogGroup: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: logGroup, RetentionInDays: '${param:logRetentionDays}' },
    },
    AutodiagTaskDefinition: taskDefinition('task-definition.ec2.json'),
    AutodiagFargateTaskDefinition: taskDefinition('task-definition.fargate.json'),
    AutodiagExecutionRole: role([
      allow('ecr:GetAuthorizationToken', '*'),
      allow(['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'], {
        'Fn::Sub': 'arn:${AWS::Partition}:ecr:*:*:repository/*',
      }),
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], { 'Fn::GetAtt': ['AutodiagLogGroup', 'Arn'] }),
    ]),
    // AutoDiag reads the one secret it is told of, tagged for it
    AutodiagTaskRole: role([
      {
        ...allow('secretsmanager:GetSecretValue', '*'),
        Condition: { StringEquals: { 'secretsmanager:ResourceTag/ecs-runbooks': 'autodiag' } },
      },
      {
        ...allow('ssm:GetParameter', '*'),
        Condition: { StringEquals: { 'ssm:resourceTag/ecs-runbooks': 'autodiag' } },
      },
    ]),
  },
});
