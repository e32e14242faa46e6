import { describe, expect, it } from '@jest/globals';
import { type AwaitedService, logGroup, stabilityWorld } from './stability-world.ts';

const { world, explain } = stabilityWorld();
const service: AwaitedService = {
  serviceArn: 'arn:aws:ecs:us-east-1:111122223333:service/prod/shop',
  clusterArn: 'arn:aws:ecs:us-east-1:111122223333:cluster/prod',
  taskDefinitionArn: 'arn:aws:ecs:us-east-1:111122223333:task-definition/shop:2',
  desiredCount: 2,
  updatedAt: '2026-01-01T00:00:00.000Z',
};
const taskId = 'a'.repeat(32);
const unstable = {
  taskArn: `arn:aws:ecs:us-east-1:111122223333:task/prod/${taskId}`,
  container: 'shop',
  logGroup,
  logStream: `web/shop/${taskId}`,
  logNote: null,
  reason: 'container shop exited with code 1 (application error)',
  remedy: 'Read the log tail.',
};
const failed = {
  status: 'FAILED' as const,
  reason: `3 tasks stopped for the same reason: ${unstable.reason}`,
  runningCount: 0,
  desiredCount: 2,
  unstable: unstable as typeof unstable | null,
  waitSeconds: 10,
};
const messageOf = async (stability: Parameters<typeof explain>[1]): Promise<string> => {
  const error = await explain(service, stability).catch((thrown: unknown) => thrown);
  return (error as Error).message;
};
const logged = (stream: string, lines: string[]) => {
  world.sandbox.services.logs.put(logGroup, stream, lines);
  return { ...failed, unstable: { ...unstable, logStream: stream } };
};

describe('explainInstability', () => {
  it('throws with the reason, the remedy and the last lines of the container', async () => {
    const stability = logged('web/shop/1', ['starting', 'cannot reach the database']);
    await expect(explain(service, stability)).rejects.toThrow(
      expect.objectContaining({
        name: 'ServiceNotStableError',
        message:
          `service prod/shop does not become stable: ${failed.reason}; Read the log tail.; ` +
          `last lines of container shop of task ${taskId} (/ecs/shop web/shop/1):\nstarting\ncannot reach the database`,
      }),
    );
  });

  it('takes what looks like a secret out of them', async () => {
    const message = await messageOf(logged('web/shop/4', ['cannot log in: postgres://app:hunter2@db.example.com/app']));
    expect(message).toContain('postgres://[redacted]@db.example.com/app');
    expect(message).not.toContain('hunter2');
  });

  it('gives the last 20 lines only', async () => {
    const lines = Array.from({ length: 50 }, (_, index) => `line ${index + 1}`);
    const message = await messageOf(logged('web/shop/2', lines));
    expect(message.split('\n').slice(1)).toEqual(lines.slice(30));
  });

  it('gives at most 4 KiB of them', async () => {
    const message = await messageOf(
      logged(
        'web/shop/3',
        Array.from({ length: 20 }, () => 'x'.repeat(900)),
      ),
    );
    const lines = message.slice(message.indexOf('\n') + 1);
    expect(Buffer.byteLength(lines)).toBeLessThanOrEqual(4_096);
    expect(lines).toContain('lines left out');
  });

  it('throws the error of a time limit where the service is only late', async () => {
    const overdue = { ...failed, status: 'OVERDUE' as const, reason: '1 of 2 tasks running, rollout IN_PROGRESS' };
    await expect(explain(service, { ...overdue, unstable: null })).rejects.toThrow(
      expect.objectContaining({
        name: 'ServiceTimedOutError',
        message:
          'service prod/shop is not stable after 15 minutes: 1 of 2 tasks running, rollout IN_PROGRESS; ' +
          'give a larger timeoutMinutes where it only needs more time',
      }),
    );
    expect(
      await messageOf({ ...overdue, unstable: { ...unstable, logGroup: null, logStream: null, logNote: 'no log' } }),
    ).toBe(
      'service prod/shop is not stable after 15 minutes: 1 of 2 tasks running, rollout IN_PROGRESS; a task stopped: ' +
        `${unstable.reason}; Read the log tail.; no log lines: no log; give a larger timeoutMinutes where it only needs more time`,
    );
  });

  it('takes a service that is PENDING after all looks for late', async () => {
    const pending = { ...failed, status: 'PENDING' as const, unstable: null };
    await expect(explain(service, pending)).rejects.toThrow(expect.objectContaining({ name: 'ServiceTimedOutError' }));
  });

  it('says nothing of logs where no task stopped', async () => {
    expect(await messageOf({ ...failed, reason: 'the service is being deleted', unstable: null })).toBe(
      'service prod/shop does not become stable: the service is being deleted',
    );
  });

  it.each([
    [{ logStream: 'web/shop/none' }, 'log stream web/shop/none of /ecs/shop does not exist'],
    [{ logGroup: '/ecs/none' }, `log stream web/shop/${taskId} of /ecs/none does not exist`],
    [
      { logGroup: null, logStream: null, logNote: 'container shop logs by awsfirelens, which is not read here' },
      'container shop logs by awsfirelens, which is not read here',
    ],
  ])('says why there are no lines: %j', async (rest, why) => {
    const stability = { ...failed, unstable: { ...unstable, ...rest } as unknown as typeof unstable };
    expect(await messageOf(stability)).toContain(`; no log lines: ${why}`);
  });

  it('says that the log is empty', async () => {
    world.sandbox.services.logs.put(logGroup, 'web/shop/empty', []);
    const stability = { ...failed, unstable: { ...unstable, logStream: 'web/shop/empty' } };
    expect(await messageOf(stability)).toContain('log stream web/shop/empty of /ecs/shop is empty');
  });

  it('keeps to the matter where the log may not be read', async () => {
    const stability = logged('web/shop/4', ['secret']);
    world.sandbox.faults.add({
      service: 'logs',
      operation: 'GetLogEvents',
      error: 'AccessDeniedException',
      message: 'no',
    });
    await expect(explain(service, stability)).rejects.toThrow(
      expect.objectContaining({
        name: 'ServiceNotStableError',
        message: expect.stringContaining('web/shop/4 of /ecs/shop could not be read: AccessDeniedException: no'),
      }),
    );
  });
});
