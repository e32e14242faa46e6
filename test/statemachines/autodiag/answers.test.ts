import { DescribeTasksCommand, ListTasksCommand } from '@aws-sdk/client-ecs';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { autodiagWorld, credentials, happyStates } from '../../support/autodiag-world.ts';

const { world, connectivity, run, registered, instanceOf } = autodiagWorld();

describe('autodiag answers', () => {
  it('PASS where the endpoint is reached', async () => {
    const { status, states, result } = await run(connectivity());
    expect(status).toBe('SUCCEEDED');
    expect(states).toEqual(happyStates);
    expect(result).toMatchObject({ runbook: 'autodiag', outcome: 'PASS', data: { mode: 'CONNECTIVITY', exitCode: 0 } });
  });

  it('FAIL, and yet SUCCEEDED, where nothing listens', async () => {
    const { status, result } = await run({ ...connectivity(), port: 1 });
    expect(status).toBe('SUCCEEDED');
    expect(result).toMatchObject({ outcome: 'FAIL', summary: expect.stringContaining('refused') });
    expect(result.findings[0]?.remedy).toBeDefined();
  });

  it('a health check, repeated as asked', async () => {
    const request = { mode: 'HEALTHCHECK', endpoint: '127.0.0.1/', port: connectivity().port, protocol: 'http' };
    const { result } = await run({ ...request, checks: 2, intervalSeconds: 0 });
    expect(result.outcome).toBe('PASS');
    expect(result.data?.['excerpt']).toMatch(/200[\s\S]*200/);
  });

  it('GENERAL on a container instance, with agent, agent log and service endpoints', async () => {
    const { result } = await run({ mode: 'GENERAL', containerInstance: instanceOf('EC2') });
    const checks = result.findings.map(({ check }) => check).join('\n');
    expect(checks).toMatch(/agent/);
    expect(checks).toMatch(/dkr\.ecr/);
    expect(result.findings.filter(({ status }) => status === 'FAIL' || status === 'PASS').length).toBeGreaterThan(5);
  });

  it('TASK for a stuck task, on the instance that is found for it', async () => {
    const { taskArns = [] } = await world.ecs.send(new ListTasksCommand({ cluster: 'demo' }));
    const { tasks = [] } = await world.ecs.send(new DescribeTasksCommand({ cluster: 'demo', tasks: taskArns }));
    const stuck = tasks.find(({ lastStatus }) => lastStatus === 'PENDING');
    const { result } = await run({ mode: 'TASK', taskId: stuck?.taskArn });
    expect(result.data).toMatchObject({ containerInstanceArn: stuck?.containerInstanceArn });
    expect(result.data?.['excerpt']).toContain(stuck?.taskArn?.split('/').at(-1));
  });

  it('on an external instance', async () => {
    const { result } = await run({ ...connectivity(), containerInstance: instanceOf('EXTERNAL') });
    expect(result).toMatchObject({ outcome: 'PASS', data: { launchType: 'EXTERNAL' } });
  });

  it("in a service's network, with the awsvpc task definition", async () => {
    const { result } = await run({ ...connectivity(), service: 'web' });
    expect(result.data?.['taskDefinitionArn']).toContain('autodiag-fargate');
  });

  it('FAIL with the stoppedReason where the image cannot be pulled', async () => {
    const { status, result, states } = await run({
      ...connectivity(),
      taskDefinition: await registered('cannot-pull'),
    });
    expect(status).toBe('SUCCEEDED');
    expect(states).not.toContain('WaitForDiagnosticLog');
    expect(result).toMatchObject({ outcome: 'FAIL', summary: expect.stringContaining('CannotPullContainerError') });
  });

  it('FAIL with the stoppedReason where the log group does not exist', async () => {
    const { status, result } = await run({ ...connectivity(), taskDefinition: await registered('runs', '/ecs/ghost') });
    expect(status).toBe('SUCCEEDED');
    expect(result).toMatchObject({ outcome: 'FAIL', summary: expect.stringContaining('CannotStartContainerError') });
  });

  it('WARN after 30 s where a task ends without a report', async () => {
    const before = world.sandbox.clock.now();
    const { result, states } = await run({ ...connectivity(), taskDefinition: await registered('exits:3') });
    expect(states).toEqual(expect.arrayContaining(['CountFetch', 'WaitForDiagnosticLog']));
    expect(world.sandbox.clock.now() - before).toBeGreaterThanOrEqual(30_000);
    expect(result).toMatchObject({
      outcome: 'WARN',
      findings: [{ detail: expect.stringContaining('exit code 3 and no report arrived within 30 s') }],
    });
  });

  it('WARN at the time limit, with the task stopped', async () => {
    const taskDefinition = await registered('runs');
    const { result, states } = await run({ ...connectivity(), taskDefinition, timeoutSeconds: 60 });
    expect(states).toEqual(
      expect.arrayContaining(['CountCheck', 'StopDiagnosticTask', 'IsRunbookFailing', 'StartFetching']),
    );
    expect(result).toMatchObject({
      outcome: 'WARN',
      findings: [{ detail: expect.stringContaining('did not finish within 60 s and was stopped') }],
    });
    const task = result.data?.['taskArn'] as string;
    const { tasks } = await world.ecs.send(new DescribeTasksCommand({ cluster: 'demo', tasks: [task] }));
    expect(tasks?.[0]).toMatchObject({
      desiredStatus: 'STOPPED',
      stoppedReason: expect.stringContaining('stopped by runbook'),
    });
  });

  it('a long log whole in the reports bucket, and an excerpt in the state', async () => {
    const { result } = await run({ mode: 'TASK', taskId: 'level=', containerInstance: instanceOf('EC2') });
    const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(result.links?.['log'] ?? '') ?? [];
    const s3 = new S3Client({ endpoint: world.sandbox.url, region: world.sandbox.region, credentials });
    const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    expect(await object.Body?.transformToString()).toContain('AUTODIAG_REPORT ');
    expect(Buffer.byteLength(`${result.data?.['excerpt']}`)).toBeLessThanOrEqual(8_192);
    s3.destroy();
  });

  it('to the topic', async () => {
    const { executionArn } = await run(connectivity());
    const message = world.sandbox.services.sns.mailbox().at(-1);
    expect(message).toMatchObject({ subject: '[PASS] autodiag: 2 passed' });
    expect(message?.message).toContain(executionArn);
  });
});
