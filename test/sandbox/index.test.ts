import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createConnection } from 'node:net';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';

const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:ecs-runbooks-sandbox-autodiag';
const functionName = 'ecs-runbooks-sandbox-validate-request';

/** Packaging the stack, where no earlier run left it in the cache, takes its time. */
const packagingMs = 600_000;

const clientOptions = ({ url, region }: Sandbox) => ({
  endpoint: url,
  region,
  credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
});

let sandbox: Sandbox;
let target: Server;
let targetPort = 0;
beforeAll(async () => {
  target = createServer((_, response) => response.end('fine'));
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  targetPort = (target.address() as AddressInfo).port;
  sandbox = await startSandbox({ clock: 'turned', region: 'us-east-1' });
}, packagingMs);
afterAll(async () => {
  await sandbox.close();
  target.close();
});

describe('a sandbox', () => {
  it('says how to reach it', () => {
    expect(sandbox).toMatchObject({
      url: `http://127.0.0.1:${sandbox.port}`,
      accountId: '000000000000',
      region: 'us-east-1',
      environment: { AWS_ENDPOINT_URL: sandbox.url, AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-1' },
    });
  });

  it('has the packaged stack deployed, wired as CloudFormation would', async () => {
    const { stateMachines } = await new SFNClient(clientOptions(sandbox)).send(new ListStateMachinesCommand({}));
    expect(stateMachines?.map(({ stateMachineArn }) => stateMachineArn)).toContain(machineArn);
    const configuration = await new LambdaClient(clientOptions(sandbox)).send(
      new GetFunctionConfigurationCommand({ FunctionName: 'ecs-runbooks-sandbox-start-diagnostic-task' }),
    );
    expect(configuration.Environment?.Variables).toMatchObject({
      AUTODIAG_TASK_DEFINITION: 'arn:aws:ecs:us-east-1:000000000000:task-definition/ecs-runbooks-sandbox-autodiag:1',
    });
    expect(sandbox.services.logs.hasGroup('/ecs/autodiag-sandbox')).toBe(true);
  });

  it('has the sample cluster', async () => {
    const { clusterArns } = await new ECSClient(clientOptions(sandbox)).send(new ListClustersCommand({}));
    expect(clusterArns).toContain('arn:aws:ecs:us-east-1:000000000000:cluster/demo');
  });

  it('invokes a function of the stack over HTTP, and keeps its log', async () => {
    const { FunctionError, Payload } = await new LambdaClient(clientOptions(sandbox)).send(
      new InvokeCommand({ FunctionName: functionName, Payload: '{}' }),
    );
    expect(FunctionError).toBe('Unhandled');
    expect(JSON.parse(Payload?.transformToString() ?? '')).toHaveProperty('errorType');
    expect(sandbox.services.logs.hasGroup(`/aws/lambda/${functionName}`)).toBe(true);
  });

  it('runs a runbook with a real task under its turned clock, whose time limits it does not meet', async () => {
    const startedAt = sandbox.clock.now();
    const run = await sandbox.run('autodiag', {
      mode: 'CONNECTIVITY',
      cluster: 'demo',
      endpoint: '127.0.0.1',
      port: targetPort,
      checks: 1,
    });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { runbook: 'autodiag', outcome: 'PASS' } });
    expect(run.states[0]).toBe('ValidateRequest');
    expect(run.states.at(-1)).toBe('NotifyResult');
    expect(run.states).toContain('CheckDiagnosticTask');
    expect(sandbox.clock.now() - startedAt).toBeGreaterThanOrEqual(1_000);
  });

  it('runs the same started over HTTP', async () => {
    const client = new SFNClient(clientOptions(sandbox));
    const input = JSON.stringify({ mode: 'TELEPATHY', cluster: 'demo' });
    const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn: machineArn, input }));
    await sandbox.services.stepFunctions.execution(executionArn).ended;
    const { status, error } = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect({ status, error }).toEqual({ status: 'FAILED', error: expect.stringMatching(/Error$/) });
  });

  it('meets scripted faults inside a runbook and retries them on its clock', async () => {
    sandbox.faults.add({ service: 'lambda', operation: 'Invoke', error: 'TooManyRequestsException', times: 2 });
    const startedAt = sandbox.clock.now();
    const run = await sandbox.run('autodiag', { mode: 'TELEPATHY', cluster: 'demo' });
    sandbox.faults.clear();
    expect(run.states[0]).toBe('ValidateRequest');
    // with full jitter a wait is anything up to its interval: 2 s, then 4 s
    expect(sandbox.clock.now()).toBeGreaterThan(startedAt);
  });

  it('lets a scripted delay pass on its clock while a function waits for the answer', async () => {
    const delayMs = 20_000;
    sandbox.faults.add({ service: 'ecs', operation: 'DescribeTasks', delayMs });
    const startedAt = sandbox.clock.now();
    const request = { mode: 'CONNECTIVITY', cluster: 'demo', endpoint: '127.0.0.1', port: targetPort, checks: 1 };
    expect(await sandbox.run('autodiag', request)).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'PASS' } });
    expect(sandbox.clock.now() - startedAt).toBeGreaterThanOrEqual(delayMs);
  });

  it('names a port that is taken', async () => {
    await expect(startSandbox({ port: sandbox.port, stack: false })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: expect.stringContaining(String(sandbox.port)),
    });
  });

  it('has bare services where no stack is wanted, in the region asked for', async () => {
    const bare = await startSandbox({ stack: false, region: 'eu-central-1' });
    const { stateMachines } = await new SFNClient(clientOptions(bare)).send(new ListStateMachinesCommand({}));
    expect(stateMachines).toEqual([]);
    expect(bare.region).toBe('eu-central-1');
    await bare.close();
  });

  it('leaves no socket, directory or execution behind when closed', async () => {
    const closed = await startSandbox({ clock: 'turned' });
    const [directory = ''] = closed.services.ecs.instances()[0]?.directory.match(/^.*\/sbx-[^/]+/) ?? [];
    expect(existsSync(directory)).toBe(true);
    const running = closed.run('autodiag', {
      mode: 'CONNECTIVITY',
      cluster: 'demo',
      endpoint: '127.0.0.1',
      port: targetPort,
    });
    await Promise.all([closed.close(), closed.close()]);
    expect(await running).toMatchObject({ status: 'ABORTED', error: 'Sandbox.Closed' });
    const refused = new Promise((resolve) => createConnection(closed.port, '127.0.0.1').once('error', resolve));
    expect(await refused).toMatchObject({ code: 'ECONNREFUSED' });
    expect(existsSync(directory)).toBe(false);
  });
});

describe('a process with a sandbox in it', () => {
  const script = (body: string) => `
    const { startSandbox } = await import(${JSON.stringify(new URL('../../sandbox/index.ts', import.meta.url).href)});
    const sandbox = await startSandbox();
    ${body}`;

  it(
    'ends by itself once the sandbox is closed, functions and tasks having run',
    async () => {
      const body = `
      const { status } = await sandbox.run('autodiag', { mode: 'CONNECTIVITY', cluster: 'demo', endpoint: '127.0.0.1', port: ${targetPort}, checks: 1, intervalSeconds: 0 });
      await sandbox.close();
      console.log(status);`;
      const { NODE_OPTIONS: _, ...env } = process.env;
      const child = spawn(process.execPath, ['--input-type=module', '-e', script(body)], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      const code = await new Promise((resolve) => child.once('close', resolve));
      expect({ code, output }).toEqual({ code: 0, output: 'SUCCEEDED\n' });
    },
    packagingMs,
  );

  it(
    'removes the sandbox’s directory even when it just exits',
    async () => {
      const body = `console.log(sandbox.services.ecs.instances()[0].directory); process.exit(0);`;
      const { NODE_OPTIONS: _, ...env } = process.env;
      const child = spawn(process.execPath, ['--input-type=module', '-e', script(body)], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      await new Promise((resolve) => child.once('close', resolve));
      expect(output.trim()).toContain('sbx-');
      expect(existsSync(output.trim())).toBe(false);
    },
    packagingMs,
  );
});
