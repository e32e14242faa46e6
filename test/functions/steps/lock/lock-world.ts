import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Lock } from '../../../../functions/domain/service/lock.ts';
import { lockService } from '../../../../functions/steps/lock/lock-service.ts';
import { unlockService } from '../../../../functions/steps/lock/unlock-service.ts';
import { type Sandbox, startSandbox } from '../../../../sandbox/index.ts';

const settings = { REPORTS_BUCKET: 'reports', RUNBOOKS_SERVICE: 'ecs-runbooks-prod', LOCK_SECONDS: 3_600 };

/** Waits long enough to be somebody's lock. */
const definition = JSON.stringify({
  StartAt: 'Work',
  States: { Work: { Type: 'Wait', Seconds: 7_200, End: true } },
});

type State = Parameters<ReturnType<typeof lockService>>[0];

/** A sandbox with a bucket, a machine whose executions hold locks, and the two steps run as one of those. */
export const startLockWorld = async () => {
  const sandbox: Sandbox = await startSandbox({ clock: 'real', stack: false });
  const options = {
    endpoint: sandbox.url,
    region: sandbox.region,
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    maxAttempts: 1,
  };
  const clients = { s3: new S3Client({ ...options, forcePathStyle: true }), sfn: new SFNClient(options) };
  sandbox.services.s3.createBucket('reports');
  const { stateMachineArn } = await sandbox.services.stepFunctions.createStateMachine({
    name: 'ecs-runbooks-prod-deploy-service',
    definition,
    roleArn: 'arn:aws:iam::000000000000:role/machine',
  });
  const context = (now: number) => ({
    now: new Date(now).toISOString(),
    settings,
    logger: { info: () => {}, warn: () => {} },
  });
  const stored = async (key: string) => {
    const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: 'reports', Key: key }));
    return JSON.parse((await Body?.transformToString()) ?? '') as Lock;
  };
  return {
    sandbox,
    clients,
    /** Starts an execution. @returns its ARN */
    begin: (): string => sandbox.services.stepFunctions.startExecution({ stateMachineArn }).request.executionArn,
    end: (arn: string): void => sandbox.services.stepFunctions.execution(arn).stop('Ended', 'by the test'),
    lock: (arn: string, state: Partial<State>, now = sandbox.clock.now()) =>
      lockService(clients, context(now))({ ...state, execution: { id: arn, name: 'run', startedAt: '' } }),
    unlock: (arn: string, state: object) =>
      unlockService(
        clients,
        context(sandbox.clock.now()),
      )({
        ...state,
        execution: { id: arn, name: 'run', startedAt: '' },
      }),
    keys: () => sandbox.services.s3.keys('reports'),
    ownerOf: async (key: string): Promise<string> => (await stored(key)).owner,
    stored,
    put: (key: string, text: string) =>
      clients.s3.send(new PutObjectCommand({ Bucket: 'reports', Key: key, Body: text })),
    close: async () => {
      clients.s3.destroy();
      clients.sfn.destroy();
      await sandbox.close();
    },
  };
};

export type LockWorld = Awaited<ReturnType<typeof startLockWorld>>;
