import type { RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import type { CreateEventSourceMappingCommandInput } from '@aws-sdk/client-lambda';
import type { FunctionConfiguration } from '../lambda/configuration.ts';
import type { Services } from '../services.ts';
import type { Deploy } from './deploy.ts';
import { queueDeployers } from './queue-resources.ts';
import type { StackAccount } from './template.ts';
import { topicDeployers } from './topic-resources.ts';

/** Types that change nothing about what can be seen in the sandbox: it asks nobody for permission, and no alarm rings. */
const notActedOn = [
  'AWS::IAM::Policy',
  'AWS::IAM::ManagedPolicy',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::CloudWatch::Alarm',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Lambda::EventInvokeConfig',
];

/** A function's package, unzipped. */
export interface FunctionPackage {
  codeDirectory: string;
  /** What V8 makes of it is kept there, for all packages of the stack. */
  compiledDirectory?: string;
  codeSizeBytes: number;
  codeSha256: string;
}

/** Finds a function's package by the file name that the template gives it. */
type FindPackage = (fileName: string) => FunctionPackage;

export interface DeployOptions {
  findPackage: FindPackage;
  /** The definitions were found right before. */
  isChecked: boolean;
}

/** How the resources of the stack are made in the sandbox, by CloudFormation type. */
export const resourceDeployers = (
  services: Services,
  account: StackAccount,
  options: DeployOptions,
): Record<string, Deploy> => ({
  ...Object.fromEntries(notActedOn.map((type): [string, Deploy] => [type, (_, id) => ({ ref: id, attributes: {} })])),
  ...storeDeployers(services, account),
  ...topicDeployers(services, account),
  ...queueDeployers(services, account),
  ...ruleDeployers(services, account),
  ...programDeployers(services, account, options),
});

/** What things are kept in, or done as. */
const storeDeployers = ({ iam, logs, s3 }: Services, account: StackAccount): Record<string, Deploy> => ({
  'AWS::IAM::Role': ({ RoleName, Path, AssumeRolePolicyDocument }, id) => {
    const name = text(RoleName) ?? `${account.stackName}-${id}`;
    const Arn = iam.addRole({ name, path: text(Path), trustPolicy: AssumeRolePolicyDocument as object });
    return { ref: name, attributes: { Arn } };
  },
  'AWS::Logs::LogGroup': ({ LogGroupName, RetentionInDays }, id) => {
    const name = text(LogGroupName) ?? `${account.stackName}-${id}`;
    logs.createGroup(name, RetentionInDays === undefined ? undefined : Number(RetentionInDays));
    return {
      ref: name,
      attributes: { Arn: `arn:aws:logs:${account.region}:${account.accountId}:log-group:${name}:*` },
    };
  },
  'AWS::S3::Bucket': ({ BucketName }, id) => {
    const name = text(BucketName) ?? `${account.stackName}-${id}`.toLowerCase();
    s3.createBucket(name);
    return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: `${name}.s3.amazonaws.com` } };
  },
});

/** What hears of events, and of messages. */
const ruleDeployers = ({ eventBridge, lambda }: Services, account: StackAccount): Record<string, Deploy> => ({
  'AWS::Events::Rule': ({ Name, EventPattern, ...properties }, id) => {
    const name = text(Name) ?? `${account.stackName}-${id}`;
    const pattern = EventPattern === undefined ? {} : { EventPattern: JSON.stringify(EventPattern) };
    return { ref: name, attributes: { Arn: eventBridge.putRule({ ...properties, ...pattern, Name: name }) } };
  },
  'AWS::Lambda::EventSourceMapping': (properties) => {
    const { id, arn } = lambda.mapEventSource(mappingOf(properties));
    return { ref: id, attributes: { Id: id, EventSourceMappingArn: arn } };
  },
});

/** A mapping's request: what comes from a stack's parameter is a text there. */
const mappingOf = (properties: Record<string, unknown>): CreateEventSourceMappingCommandInput => {
  const typed = Object.entries(properties).map(([name, value]) => {
    if (name === 'BatchSize' || name === 'MaximumBatchingWindowInSeconds') return [name, Number(value)];
    return [name, name === 'Enabled' ? String(value) === 'true' : value];
  });
  return Object.fromEntries(typed) as CreateEventSourceMappingCommandInput;
};

/** What runs. */
const programDeployers = (
  { ecs, lambda, stepFunctions }: Services,
  account: StackAccount,
  { findPackage, isChecked }: DeployOptions,
): Record<string, Deploy> => ({
  'AWS::ECS::TaskDefinition': async (properties) => {
    const input = camelCased(properties) as unknown as RegisterTaskDefinitionCommandInput;
    const { taskDefinition } = await ecs.operations.RegisterTaskDefinition(input);
    const arn = taskDefinition?.taskDefinitionArn ?? '';
    return { ref: arn, attributes: { TaskDefinitionArn: arn } };
  },
  'AWS::Lambda::Function': (properties, id) => {
    const configuration = functionOf(properties, `${account.stackName}-${id}`, findPackage);
    lambda.deploy(configuration);
    return { ref: configuration.name, attributes: { Arn: lambda.arnOf(configuration.name) } };
  },
  'AWS::StepFunctions::StateMachine': async (properties, id) => {
    const { stateMachineArn, name } = await stepFunctions.createStateMachine(
      {
        name: text(properties['StateMachineName']) ?? `${account.stackName}-${id}`,
        definition: definitionOf(properties),
        roleArn: text(properties['RoleArn']) ?? '',
        type: text(properties['StateMachineType']),
      },
      { isChecked },
    );
    return { ref: stateMachineArn, attributes: { Arn: stateMachineArn, Name: name } };
  },
});

/** A state machine's definition with its substitutions, as JSON text. */
export const definitionOf = (properties: Record<string, unknown>): string => {
  const { DefinitionString, Definition, DefinitionSubstitutions = {} } = properties;
  const definition = text(DefinitionString) ?? JSON.stringify(Definition);
  return Object.entries(DefinitionSubstitutions as object).reduce(
    (replaced, [name, value]) => replaced.replaceAll(`\${${name}}`, () => String(value)),
    definition,
  );
};

const functionOf = (
  properties: Record<string, unknown>,
  defaultName: string,
  findPackage: FindPackage,
): FunctionConfiguration => {
  const name = text(properties['FunctionName']) ?? defaultName;
  const { S3Key = '' } = properties['Code'] as { S3Key?: string };
  const { Variables = {} } = (properties['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
  const { LogGroup = `/aws/lambda/${name}` } = (properties['LoggingConfig'] ?? {}) as { LogGroup?: string };
  const [architecture = 'x86_64'] = (properties['Architectures'] ?? []) as string[];
  return {
    name,
    handler: String(properties['Handler']),
    environment: Object.fromEntries(Object.entries(Variables).map(([key, value]) => [key, String(value)])),
    timeoutSeconds: Number(properties['Timeout'] ?? 3),
    memoryMb: Number(properties['MemorySize'] ?? 128),
    runtime: String(properties['Runtime']),
    role: text(properties['Role']) ?? '',
    description: text(properties['Description']) ?? '',
    architecture,
    logGroup: LogGroup,
    ...findPackage(S3Key.split('/').at(-1) ?? ''),
  };
};

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Maps whose keys are the user's own. */
const verbatim = new Set(['Options', 'DockerLabels']);

/** CloudFormation's PascalCase members as the API spells them. */
export const camelCased = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      `${key[0]?.toLowerCase()}${key.slice(1)}`,
      verbatim.has(key) ? member : camelCased(member),
    ]),
  );
};
