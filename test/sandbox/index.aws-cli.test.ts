import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { sample } from '../../sandbox/sample/index.ts';
import { describeWith } from '../support/programs.ts';
import { eventually } from './services/ecs/support.ts';

/** Debian's own, where a version manager's stand-in would come first on PATH. */
const program = existsSync('/usr/bin/aws') ? '/usr/bin/aws' : 'aws';
const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:ecs-runbooks-sandbox-autodiag';
const { cluster, ec2, subnets, securityGroups } = sample;
const network = `awsvpcConfiguration={subnets=[${subnets[0]}],securityGroups=[${securityGroups[0]}],assignPublicIp=DISABLED}`;
const timeoutMs = 600_000;

describeWith(['aws'], 'the AWS CLI against a sandbox', () => {
  let sandbox: Sandbox;
  let directory = '';
  beforeAll(async () => {
    sandbox = await startSandbox({ clock: 'turned', region: 'us-east-1' });
    directory = await mkdtemp(join(tmpdir(), 'cli-'));
  }, timeoutMs);
  afterAll(async () => {
    await sandbox.close();
    await rm(directory, { recursive: true });
  });

  const aws = async (...words: string[]): Promise<Record<string, unknown>> => {
    const { PATH = '' } = process.env;
    const env = { ...sandbox.environment, PATH, HOME: directory, AWS_PAGER: '' };
    const { stdout } = await promisify(execFile)(
      program,
      [...words, '--endpoint-url', sandbox.url, '--output', 'json'],
      { env },
    );
    return stdout === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
  };

  it(
    'lists the machines, starts one, describes it and reads its history',
    async () => {
      expect(await aws('stepfunctions', 'list-state-machines')).toMatchObject({
        stateMachines: expect.arrayContaining([
          expect.objectContaining({
            stateMachineArn: machineArn,
            name: 'ecs-runbooks-sandbox-autodiag',
            type: 'STANDARD',
          }),
        ]),
      });
      const input = JSON.stringify({
        mode: 'CONNECTIVITY',
        cluster: 'demo',
        endpoint: '127.0.0.1',
        port: sandbox.port,
        checks: 1,
      });
      const started = await aws(
        'stepfunctions',
        'start-execution',
        '--state-machine-arn',
        machineArn,
        '--input',
        input,
      );
      const executionArn = String(started['executionArn']);
      await sandbox.services.stepFunctions.execution(executionArn).ended;
      expect(await aws('stepfunctions', 'describe-execution', '--execution-arn', executionArn)).toMatchObject({
        status: 'SUCCEEDED',
        input,
        output: expect.stringContaining('"outcome":"PASS"'),
      });
      const { events } = await aws('stepfunctions', 'get-execution-history', '--execution-arn', executionArn);
      const types = (events as { type: string }[]).map(({ type }) => type);
      expect(types.slice(0, 4)).toEqual(['ExecutionStarted', 'TaskStateEntered', 'TaskScheduled', 'TaskStarted']);
      expect(types.at(-1)).toBe('ExecutionSucceeded');
      const { executions } = await aws(
        'stepfunctions',
        'list-executions',
        '--state-machine-arn',
        machineArn,
        '--status-filter',
        'SUCCEEDED',
      );
      expect(executions).toMatchObject([{ executionArn }]);
    },
    timeoutMs,
  );

  it.each([
    ['ec2-taskdefinition.json', 'start-task', ['--task-definition', 'autodiag:1', '--container-instances', ec2.id]],
    [
      'fargate-taskdefinition.json',
      'run-task',
      ['--task-definition', 'autodiag-fargate:1', '--launch-type', 'FARGATE', '--network-configuration', network],
    ],
  ])(
    'registers %s as it is, and reads what AutoDiag logs after %s',
    async (file, command, words) => {
      await aws('ecs', 'register-task-definition', '--cli-input-json', `file://layers/autodiag/${file}`);
      const environment = Object.entries({ DIAG_MODE: 'CONNECTIVITY', ENDPOINT: '127.0.0.1', PORT: `${sandbox.port}` });
      const overrides = {
        containerOverrides: [{ name: 'autodiag', environment: environment.map(([name, value]) => ({ name, value })) }],
      };
      const started = await aws(
        'ecs',
        command,
        '--cluster',
        cluster,
        '--overrides',
        JSON.stringify(overrides),
        ...words,
      );
      const [{ taskArn = '' } = {}] = started['tasks'] as { taskArn?: string }[];
      const task = () => sandbox.services.ecs.operations.DescribeTasks({ cluster, tasks: [taskArn] }).tasks[0];
      await eventually(() => task()?.lastStatus === 'STOPPED');
      expect(task()).toMatchObject({ stopCode: 'EssentialContainerExited', containers: [{ exitCode: 0 }] });
      const stream = `ecs/autodiag/${taskArn.split('/').at(-1)}`;
      const group = ['--log-group-name', '/ecs/autodiag', '--log-stream-name', stream];
      const { events } = await aws('logs', 'get-log-events', ...group);
      expect(events).toContainEqual(expect.objectContaining({ message: '#### DIAG COMPLETE ####' }));
    },
    timeoutMs,
  );

  it(
    'is told Step Functions’ errors',
    async () => {
      const start = (...words: string[]) =>
        aws('stepfunctions', 'start-execution', '--state-machine-arn', machineArn, ...words);
      await expect(start('--input', '{')).rejects.toThrow(
        '(InvalidExecutionInput) when calling the StartExecution operation',
      );
      await expect(start('--name', 'a b')).rejects.toThrow(
        "(InvalidName) when calling the StartExecution operation: Invalid Name: 'a b'",
      );
      await expect(
        aws(
          'stepfunctions',
          'describe-execution',
          '--execution-arn',
          `${machineArn.replace('stateMachine', 'execution')}:gone`,
        ),
      ).rejects.toThrow('(ExecutionDoesNotExist)');
    },
    timeoutMs,
  );

  it(
    'invokes a function',
    async () => {
      const file = join(directory, 'answer.json');
      const answer = await aws('lambda', 'invoke', '--function-name', 'ecs-runbooks-sandbox-validate-request', file);
      expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '$LATEST' });
      expect(JSON.parse(await readFile(file, 'utf8'))).toHaveProperty('errorMessage');
    },
    timeoutMs,
  );
});
