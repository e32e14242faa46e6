import { describe, expect, it } from '@jest/globals';
import { disconnectWorld } from './disconnect-world.ts';

const { world, pass, cluster, lines, queued } = disconnectWorld();

const trigger = 'ecs-runbooks-sandbox-start-agent-disconnect';
const queue = 'arn:aws:sqs:us-east-1:000000000000:ecs-runbooks-sandbox-agent-disconnects';

/** First words of what was told: `[ISSUE]`. */
const kinds = (told: { subject: string }[]): string[] => told.map(({ subject }) => subject.split(' ')[0] ?? '');

describe('an event that is delivered again', () => {
  it('at once, after the alert and after the recovery makes no second execution and no second message', async () => {
    const shop = cluster(8);
    const [id = ''] = shop.ids;
    shop.disconnect(0);
    await pass(5);
    const [body = ''] = queued('disconnects', id);
    const again = async () => world.sandbox.services.sqs.send(queue, body);
    await again();
    await pass(240);
    await again();
    await pass(240);
    expect(await shop.runs()).toMatchObject([{ status: 'RUNNING' }]);
    expect(kinds(shop.told())).toEqual(['[ISSUE]']);
    shop.connect(0);
    await pass(120);
    await again();
    await pass(240);
    expect(await shop.runs()).toMatchObject([{ status: 'SUCCEEDED' }]);
    expect(kinds(shop.told())).toEqual(['[ISSUE]', '[RECOVERED]']);
    expect(queued('disconnects', id)).toEqual([]);
  });

  it('hours late, of a window whose execution has long ended, is looked at all the same', async () => {
    const shop = cluster(8);
    shop.disconnect(0);
    await pass(5);
    const [body = ''] = queued('disconnects', shop.ids[0] ?? '');
    await pass(295);
    const [{ arn = '' } = {}] = await shop.runs();
    world.sandbox.services.stepFunctions.execution(arn).stop('stopped', 'by hand');
    await pass(7_200);
    await world.sandbox.services.sqs.send(queue, body);
    await pass(240);
    expect(await shop.runs()).toMatchObject([{ status: 'ABORTED' }, { status: 'RUNNING' }]);
    expect(kinds(shop.told())).toEqual(['[ISSUE]', '[REMINDER]']);
    shop.connect(0);
    await pass(120);
    expect(kinds(shop.told())).toEqual(['[ISSUE]', '[REMINDER]', '[RECOVERED]']);
    expect(shop.told()[2]?.mail).toContain('it lasted 2 h');
  });
});

describe('a batch that fails', () => {
  it('because Lambda cannot run the function comes again', async () => {
    const shop = cluster(8);
    shop.disconnect(0, 1);
    await pass(50);
    world.sandbox.faults.add({ service: 'lambda', operation: 'Invoke', error: 'ServiceException' });
    await pass(900);
    expect(world.sandbox.faults.list()).toEqual([]);
    expect(kinds(shop.told())).toEqual(['[ISSUE]']);
    expect(shop.told()[0]?.subject).toContain('2 of 8');
    shop.connect(0, 1);
    await pass(120);
    expect(kinds(shop.told())).toEqual(['[ISSUE]', '[RECOVERED]']);
  });

  it('because the function dies when it has started the execution makes one alert', async () => {
    const shop = cluster(8);
    let deaths = 0;
    const stop = world.sandbox.faults.observe(({ functionName, operation }) => {
      if (functionName !== trigger || operation !== 'StartExecution' || deaths > 0) return;
      deaths += 1;
      queueMicrotask(() => world.sandbox.services.lambda.crash(trigger));
    });
    shop.disconnect(0, 1);
    await pass(900);
    stop();
    expect(deaths).toBe(1);
    expect(kinds(shop.told())).toEqual(['[ISSUE]']);
    expect(shop.told()[0]?.subject).toContain('2 of 8');
    shop.connect(0, 1);
    await pass(120);
    expect(kinds(shop.told())).toEqual(['[ISSUE]', '[RECOVERED]']);
    expect(queued('dead-letters', shop.ids[0] ?? '')).toEqual([]);
  });

  it('because the ledger cannot be written delays the noting of when it began, and not the alert', async () => {
    const shop = cluster(8);
    const fault = { service: 's3', operation: 'PutObject', error: 'AccessDenied', functionName: trigger, times: 1 };
    world.sandbox.faults.add(fault);
    shop.disconnect(0);
    await pass(240);
    expect(kinds(shop.told())).toEqual(['[ISSUE]']);
    expect(lines('start-agent-disconnect', 'disconnections not noted')).toHaveLength(1);
    await pass(400);
    shop.connect(0);
    await pass(120);
    expect(kinds(shop.told())).toEqual(['[ISSUE]', '[RECOVERED]']);
    expect(queued('disconnects', shop.ids[0] ?? '')).toEqual([]);
  });
});

describe('DescribeContainerInstances that is throttled', () => {
  it.each([60, 300, 540])(
    'for %i s delays the alert, and loses none',
    async (seconds) => {
      const shop = cluster(8);
      shop.disconnect(0, 1);
      await pass(50);
      const error = 'ThrottlingException';
      const operation = 'DescribeContainerInstances';
      world.sandbox.faults.add({ service: 'ecs', operation, error, times: 100_000 });
      await pass(seconds);
      expect(shop.told()).toEqual([]);
      world.sandbox.faults.clear();
      await pass(300);
      expect(shop.told().map(({ subject }) => subject)).toEqual([
        `[ISSUE] ECS agents: 2 of 8 disconnected in ${shop.name} (us-east-1)`,
      ]);
      shop.connect(0, 1);
      await pass(120);
      expect(kinds(shop.told())).toEqual(['[ISSUE]', '[RECOVERED]']);
    },
    60_000,
  );

  it('while outages are followed delays their end, and tells it once', async () => {
    const shop = cluster(8);
    shop.disconnect(0);
    await pass(300);
    const operation = 'DescribeContainerInstances';
    world.sandbox.faults.add({ service: 'ecs', operation, error: 'ThrottlingException', times: 100_000 });
    shop.connect(0);
    await pass(300);
    world.sandbox.faults.clear();
    await pass(300);
    expect(kinds(shop.told())).toEqual(['[ISSUE]', '[RECOVERED]']);
    expect(await shop.runs()).toMatchObject([
      { status: 'SUCCEEDED', states: expect.arrayContaining(['CountFailedTracking']) },
    ]);
  });
});

describe('SNS that fails for a while', () => {
  it('delays alert and recovery, each of which comes once', async () => {
    const shop = cluster(8);
    const fault = { service: 'sns', operation: 'Publish', error: 'InternalError', status: 500, times: 9 };
    world.sandbox.faults.add(fault);
    shop.disconnect(0);
    await pass(400);
    expect(kinds(shop.told())).toEqual(['[ISSUE]']);
    world.sandbox.faults.add(fault);
    shop.connect(0);
    await pass(300);
    expect(kinds(shop.told())).toEqual(['[ISSUE]', '[RECOVERED]']);
    const [run] = await shop.runs();
    expect(run?.states).not.toContain('KeepAlert');
    expect(queued('dead-letters', shop.ids[0] ?? '')).toEqual([]);
  });

  it('for too long leaves alert and recovery in the dead-letter queue, each whole and once', async () => {
    const shop = cluster(8);
    world.sandbox.faults.add({ service: 'sns', operation: 'Publish', error: 'ThrottledException', times: 100_000 });
    shop.disconnect(0);
    await pass(600);
    shop.connect(0);
    await pass(600);
    expect(shop.told()).toEqual([]);
    const kept = queued('dead-letters', shop.ids[0] ?? '').map((body) => JSON.parse(body));
    expect(kinds(kept)).toEqual(['[ISSUE]', '[RECOVERED]']);
    expect(kept[0]).toMatchObject({ email: expect.stringContaining(shop.ids[0] ?? ''), slack: { source: 'custom' } });
    expect(lines('keep-alert', shop.ids[0] ?? '').filter((line) => line.includes('"ISSUE:'))).toHaveLength(1);
    expect(await shop.runs()).toMatchObject([{ status: 'SUCCEEDED' }]);
    expect(await shop.outages()).toEqual({});
  });
});
