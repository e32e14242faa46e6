import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
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
}, 180_000);

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
  ])('lets %s do only %j beside logs and traces', (role, actions) => {
    expect(actionsOf(role)).toEqual([...logsAndTraces, ...actions].toSorted());
  });

  it('lets the machine invoke the functions of its definition and no others', () => {
    const [invoke] = propertiesOf('AutodiagStateMachineRole').Policies[0].PolicyDocument.Statement;
    expect(invoke.Action).toBe('lambda:InvokeFunction');
    expect(invoke.Resource).toHaveLength(ofType('AWS::Lambda::Function').length);
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
      LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 30 }] },
    });
  });

  it('names everything that has a name by its stage', () => {
    const names = Object.values(resources).flatMap(({ Properties }) =>
      ['FunctionName', 'StateMachineName', 'TopicName', 'BucketName', 'LogGroupName', 'Family', 'Name'].flatMap(
        (member) => JSON.stringify(Properties?.[member]) ?? [],
      ),
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
