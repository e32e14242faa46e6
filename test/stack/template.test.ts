import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ledgerKey } from '../../functions/domain/agent/ledger.ts';
import { packagedStack } from '../../sandbox/stack.ts';
import { itWith } from '../support/programs.ts';

interface Statement {
  Action: string | string[];
  Resource: unknown;
}
interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation properties are checked by what the tests expect of them
  Properties: any;
}
let resources: Record<string, Resource>;
let template: unknown;

beforeAll(async () => {
  ({ template } = await packagedStack());
  resources = (template as { Resources: Record<string, Resource> }).Resources;
}, 600_000);

const ofType = (type: string): [string, Resource][] =>
  Object.entries(resources).filter(([, { Type }]) => Type === type);

const propertiesOf = (id: string): Resource['Properties'] => {
  const resource = resources[id];
  if (!resource) throw new Error(`the template has no ${id}`);
  return resource.Properties;
};

const actionsOf = (roleId: string): string[] =>
  propertiesOf(roleId)
    .Policies[0].PolicyDocument.Statement.flatMap(({ Action }: Statement) => Action)
    .toSorted();

const logsAndTraces = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

const byText = (one: unknown, other: unknown): number => JSON.stringify(one).localeCompare(JSON.stringify(other));

describe('the packaged stack', () => {
  it('runs every function on arm64 with Node 24, traced, with its own role and log group', () => {
    const functions = ofType('AWS::Lambda::Function');
    expect(functions.length).toBeGreaterThan(0);
    for (const [id, { Properties }] of functions) {
      const name = id.replace('LambdaFunction', '');
      expect(Properties).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        TracingConfig: { Mode: 'Active' },
        Role: { 'Fn::GetAtt': [`${name}Role`, 'Arn'] },
      });
      expect(propertiesOf(`${name}LogGroup`)).toMatchObject({
        LogGroupName: `/aws/lambda/${Properties.FunctionName}`,
        RetentionInDays: 30,
      });
    }
  });

  it.each([
    ['ValidateRequestRole', []],
    ['CheckDiagnosticTaskRole', ['ecs:DescribeTasks']],
    ['StopDiagnosticTaskRole', ['ecs:StopTask']],
    ['FetchDiagnosticLogRole', ['logs:GetLogEvents', 's3:PutObject']],
    ['NotifyResultRole', ['sns:Publish']],
    ['NotifyFailureRole', ['sns:Publish']],
    [
      'LockServiceRole',
      ['s3:DeleteObject', 's3:GetObject', 's3:ListBucket', 's3:PutObject', 'states:DescribeExecution'],
    ],
    ['UnlockServiceRole', ['s3:DeleteObject', 's3:GetObject', 's3:ListBucket']],
    ['ReleaseLocksRole', ['s3:DeleteObject', 's3:GetObject', 's3:ListBucket']],
    [
      'ActOnInstancesRole',
      [
        'ecs:UpdateContainerInstancesState',
        's3:GetObject',
        's3:ListBucket',
        's3:PutObject',
        'ssm:DescribeInstanceInformation',
        'ssm:SendCommand',
      ],
    ],
    ['StartHookRole', ['s3:GetObject', 's3:ListBucket']],
    [
      'StartAgentDisconnectRole',
      [
        'ecs:DescribeContainerInstances',
        's3:GetObject',
        's3:ListBucket',
        's3:PutObject',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
        'states:StartExecution',
      ],
    ],
  ])('lets %s do only %j beside logs and traces', (role, actions) => {
    expect(actionsOf(role)).toEqual([...logsAndTraces, ...actions].toSorted());
  });

  it('lets the machine invoke the functions of its definition and no others', () => {
    const [invoke] = propertiesOf('AutodiagStateMachineRole').Policies[0].PolicyDocument.Statement;
    expect(invoke.Action).toBe('lambda:InvokeFunction');
    const [, substitutions] = propertiesOf('AutodiagStateMachine').DefinitionString['Fn::Sub'];
    const used = Object.values(substitutions as object);
    expect(invoke.Resource.toSorted(byText)).toEqual(used.toSorted(byText));
    expect(JSON.stringify(invoke.Resource)).not.toContain('"*"');
  });

  it('substitutes the ARNs of the functions in the definition', () => {
    const [text, substitutions] = propertiesOf('AutodiagStateMachine').DefinitionString['Fn::Sub'];
    const placeholders = [...text.matchAll(/\$\{([^}]+)\}/g)].map(([, name]) => name);
    expect(new Set(placeholders)).toEqual(new Set(Object.keys(substitutions)));
    expect(Object.values(substitutions)).toContainEqual({ 'Fn::GetAtt': ['StartDiagnosticTaskLambdaFunction', 'Arn'] });
  });

  it('keeps reports private, encrypted and for a limited time', () => {
    expect(propertiesOf('ReportsBucket')).toMatchObject({
      BucketEncryption: { ServerSideEncryptionConfiguration: [{}] },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    });
    const { Rules } = propertiesOf('ReportsBucket').LifecycleConfiguration;
    expect(Rules).toContainEqual({
      Id: 'expire-autodiag',
      Status: 'Enabled',
      Prefix: 'autodiag/',
      ExpirationInDays: 30,
    });
  });

  it('keeps locks for longer than they hold, whatever is said of reports', () => {
    const { Rules } = propertiesOf('ReportsBucket').LifecycleConfiguration;
    const { LOCK_SECONDS } = propertiesOf('LockServiceLambdaFunction').Environment.Variables;
    const about = (key: string) =>
      Rules.filter(
        ({ Prefix = '', ExpirationInDays }: { Prefix?: string; ExpirationInDays?: number }) =>
          ExpirationInDays && key.startsWith(Prefix),
      );
    expect(about('locks/prod/web.json')).toEqual([expect.objectContaining({ ExpirationInDays: 7 })]);
    expect(7 * 86_400).toBeGreaterThan(Number(LOCK_SECONDS));
  });

  it('keeps ledgers of outages for longer than an outage is followed, whatever is said of reports', () => {
    const { Rules } = propertiesOf('ReportsBucket').LifecycleConfiguration;
    const about = Rules.filter(
      ({ Prefix, ExpirationInDays }: { Prefix?: string; ExpirationInDays?: number }) =>
        ExpirationInDays && ledgerKey('arn:aws:ecs:us-east-1:111122223333:cluster/prod').startsWith(Prefix ?? ''),
    );
    expect(about).toEqual([expect.objectContaining({ Prefix: 'ledgers/', ExpirationInDays: 30 })]);
  });

  it('hands the events of the queue to the trigger in batches, of which single ones can fail', () => {
    expect(ofType('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties)).toEqual([
      expect.objectContaining({
        EventSourceArn: { 'Fn::GetAtt': ['AgentDisconnectQueue', 'Arn'] },
        BatchSize: 1000,
        MaximumBatchingWindowInSeconds: 20,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      }),
    ]);
  });

  it('lets the rule for uncaught failures, and it alone, invoke the function that releases locks', () => {
    expect(propertiesOf('UncaughtFailuresRule').Targets).toContainEqual(
      expect.objectContaining({ Arn: { 'Fn::GetAtt': ['ReleaseLocksLambdaFunction', 'Arn'] } }),
    );
    expect(propertiesOf('ReleaseLocksPermission')).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': ['ReleaseLocksLambdaFunction', 'Arn'] },
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': ['UncaughtFailuresRule', 'Arn'] },
    });
  });

  it('names everything that has a name by its stage', () => {
    // these name the function that they are about
    const abouts = ['AWS::Lambda::Permission', 'AWS::Lambda::EventSourceMapping'];
    const named = Object.values(resources).filter(({ Type }) => !abouts.includes(Type));
    const names = named.flatMap(({ Properties }) =>
      [
        'FunctionName',
        'StateMachineName',
        'TopicName',
        'QueueName',
        'AlarmName',
        'BucketName',
        'LogGroupName',
        'Family',
        'Name',
      ].flatMap((member) => JSON.stringify(Properties?.[member]) ?? []),
    );
    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => !name.includes('sandbox'))).toEqual([]);
  });

  itWith(['cfn-lint'], 'passes cfn-lint', () => {
    const directory = mkdtempSync(join(tmpdir(), 'ecs-runbooks-template-'));
    const file = join(directory, 'template.json');
    writeFileSync(file, JSON.stringify(template));
    try {
      // W3005: an explicit DependsOn that GetAtt implies already, as the framework writes it
      expect(() => execFileSync('cfn-lint', ['-i', 'W3005', '-r', 'us-east-1', '-t', file])).not.toThrow();
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
