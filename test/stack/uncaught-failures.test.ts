import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lockService } from '../../functions/steps/lock/lock-service.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';

let sandbox: Sandbox;
let s3: S3Client;
let sfn: SFNClient;
const bucket = 'ecs-runbooks-sandbox-reports-000000000000-us-east-1';

beforeAll(async () => {
  sandbox = await startSandbox({ clock: 'turned', region: 'us-east-1' });
  const options = {
    endpoint: sandbox.url,
    region: sandbox.region,
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
  };
  s3 = new S3Client({ ...options, forcePathStyle: true });
  sfn = new SFNClient(options);
}, 600_000);
afterAll(async () => {
  s3.destroy();
  sfn.destroy();
  await sandbox.close();
});

/** Starts an execution of a machine of the stack's that would wait for a day, and locks a service for it. */
const beginLocked = async (name: string, service: string): Promise<string> => {
  const { stateMachineArn } = await sandbox.services.stepFunctions.createStateMachine({
    name,
    definition: JSON.stringify({
      StartAt: 'Work',
      TimeoutSeconds: 600,
      States: { Work: { Type: 'Wait', Seconds: 86_400, End: true } },
    }),
    roleArn: 'arn:aws:iam::000000000000:role/machine',
  });
  return sandbox.clock.whileBusy(async () => {
    const { executionArn } = sandbox.services.stepFunctions.startExecution({ stateMachineArn }).request;
    await lockService(
      { s3, sfn },
      {
        now: new Date(sandbox.clock.now()).toISOString(),
        settings: { REPORTS_BUCKET: bucket, RUNBOOKS_SERVICE: 'ecs-runbooks-sandbox', LOCK_SECONDS: 172_800 },
        logger: { info: () => {}, warn: () => {} },
      },
    )({ resolved: { cluster: 'prod', service }, execution: { id: executionArn, name: '', startedAt: '' } });
    expect(sandbox.services.s3.keys(bucket)).toContain(`locks/prod/${service}.json`);
    if (service === 'stopped') await sfn.send(new StopExecutionCommand({ executionArn }));
    return executionArn;
  });
};

/** Long enough for the time-out and for the function that the rule invokes, whose work holds the clock. */
const anHourMs = 3_600_000;

describe('the rule for uncaught failures', () => {
  it.each([
    ['stopped', 'ABORTED'],
    ['overdue', 'TIMED_OUT'],
  ])('releases the lock of an execution that is %s, and tells the topic', async (service, status) => {
    const executionArn = await beginLocked(`ecs-runbooks-sandbox-wait-${service}`, service);
    await sandbox.clock.sleep(anHourMs);
    expect(sandbox.services.s3.keys(bucket)).not.toContain(`locks/prod/${service}.json`);
    expect(sandbox.services.sns.mailbox().map(({ message }) => message)).toContain(
      `"Runbook execution ${executionArn} ended ${status} and could not report it itself."`,
    );
    expect(sandbox.services.eventBridge.undelivered()).toEqual([]);
  });

  it('leaves the lock of an execution of somebody else’s machine', async () => {
    await beginLocked('other-wait', 'foreign');
    await sandbox.clock.sleep(anHourMs);
    expect(sandbox.services.s3.keys(bucket)).toContain('locks/prod/foreign.json');
  });

  it('lets scale-service be started again after it was stopped in the middle', async () => {
    const { stepFunctions, s3: store } = sandbox.services;
    const request = { cluster: 'demo', service: 'web', desiredCount: 2 };
    const execution = stepFunctions.startExecution({
      stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:ecs-runbooks-sandbox-scale-service',
      input: JSON.stringify(request),
    });
    // it polls every 10 s: this is in its first wait
    await sandbox.clock.sleep(5_000);
    expect(store.keys(bucket)).toContain('locks/demo/web.json');
    const second = await sandbox.run('scale-service', request);
    expect(second).toMatchObject({ status: 'FAILED', error: 'RunbookBusyError' });
    expect(second.cause).toContain(execution.request.executionArn);
    execution.stop('Stopped', 'in the middle');
    await sandbox.clock.sleep(60_000);
    expect(store.keys(bucket)).not.toContain('locks/demo/web.json');
    expect(await sandbox.run('scale-service', request)).toMatchObject({ status: 'SUCCEEDED' });
  });
});
