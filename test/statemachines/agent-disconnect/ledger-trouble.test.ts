import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { ledgerKey } from '../../../functions/domain/agent/ledger.ts';
import { disconnectWorld } from './disconnect-world.ts';

const { world, pass, cluster, run, queued } = disconnectWorld();

const Bucket = 'ecs-runbooks-sandbox-reports-000000000000-us-east-1';

const replaceLedger = async (arn: string, Body: string) =>
  world.clients.s3.send(new PutObjectCommand({ Bucket, Key: ledgerKey(arn), Body }));

const removeLedger = async (arn: string) =>
  world.clients.s3.send(new DeleteObjectCommand({ Bucket, Key: ledgerKey(arn) }));

const endOf = (arn: string) => world.sandbox.services.stepFunctions.execution(arn);

const kinds = (told: { subject: string }[]) => told.map(({ subject }) => subject.split(']')[0]);

describe('agent-disconnect, when what it keeps or asks is in trouble', () => {
  it('loses no alert while nobody can say for minutes whether the cluster is watched', async () => {
    const shop = cluster(3);
    const { faults } = world.sandbox;
    faults.add({ service: 'ecs', operation: 'DescribeClusters', error: 'ThrottlingException', times: 10_000 });
    shop.disconnect(0);
    await pass(360);
    faults.clear();
    await pass(400);
    expect(kinds(shop.told())).toEqual(['[ISSUE']);
    const [first] = await shop.runs();
    expect(first?.states).toContain('CountFailedCheck');
    shop.connect(0);
    await pass(300);
    expect(kinds(shop.told())).toEqual(['[ISSUE', '[RECOVERED']);
  });

  it('ends with its error where nobody can say so for ten minutes and more', async () => {
    const shop = cluster(2);
    const error = 'AccessDeniedException';
    world.sandbox.faults.add({ service: 'ecs', operation: 'DescribeClusters', error, times: 10_000 });
    const ended = await run({ cluster: shop.arn, window: '2025-12-31T23:00:00Z' });
    expect(ended).toMatchObject({ status: 'FAILED', error });
    expect(ended.states.filter((state) => state === 'CheckClusterWatched')).toHaveLength(21);
  });

  it('loses no alert where twenty looks fail and the next ones do not', async () => {
    const shop = cluster(3);
    const denied = { operation: 'ListContainerInstances', error: 'AccessDeniedException', times: 20 };
    world.sandbox.faults.add({ service: 'ecs', ...denied });
    shop.disconnect(0);
    await pass(1_200);
    const [first] = await shop.runs();
    expect(first?.states.filter((state) => state === 'CountFailedLook')).toHaveLength(20);
    expect(kinds(shop.told())).toEqual(['[ISSUE']);
    shop.connect(0);
    await pass(120);
  });

  it('says at once that what lies where the ledger was is none, and keeps the events', async () => {
    const shop = cluster(3);
    await replaceLedger(shop.arn, '{"format":2}');
    shop.disconnect(0);
    await pass(400);
    const [first] = await shop.runs();
    expect(endOf(first?.arn ?? '')).toMatchObject({ status: 'FAILED', error: 'LedgerUnreadableError' });
    await pass(2_400);
    expect(queued('dead-letters', shop.ids[0] ?? '')).toHaveLength(1);
    await removeLedger(shop.arn);
    const { sqs } = world.sandbox.services;
    const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:ecs-runbooks-sandbox-agent-${name}`;
    expect(sqs.messages(arn('dead-letters'))).not.toEqual([]);
    await Promise.all([run({ cluster: shop.arn, follow: true, limitHours: 1 }), pass(300).then(() => shop.connect(0))]);
    expect(kinds(shop.told())).toEqual(['[ISSUE', '[RECOVERED']);
  });

  it('does not end as if all were over when the ledger is removed while it follows outages', async () => {
    const shop = cluster(3);
    shop.disconnect(0);
    await pass(300);
    expect(kinds(shop.told())).toEqual(['[ISSUE']);
    await removeLedger(shop.arn);
    await pass(60);
    const [first] = await shop.runs();
    expect(endOf(first?.arn ?? '')).toMatchObject({ status: 'FAILED', error: 'LedgerLostError' });
    shop.disconnect(1);
    await pass(300);
    shop.connect(0, 1);
    await pass(120);
    expect(kinds(shop.told())).toEqual(['[ISSUE', '[ISSUE', '[RECOVERED']);
    expect(shop.told()[1]?.mail).toContain(shop.ids[0]);
  });

  it('says within two hours that nobody can look for recovery, and the next run goes on without a second alert', async () => {
    const shop = cluster(3);
    shop.disconnect(0);
    await pass(300);
    const denied = { service: 'ecs', operation: 'DescribeContainerInstances', error: 'AccessDeniedException' };
    world.sandbox.faults.add({ ...denied, times: 10_000 });
    await pass(7_200);
    const [first] = await shop.runs();
    expect(endOf(first?.arn ?? '')).toMatchObject({ status: 'FAILED', error: 'AccessDeniedException' });
    world.sandbox.faults.clear();
    shop.disconnect(1);
    await pass(300);
    shop.connect(0, 1);
    await pass(120);
    expect(kinds(shop.told())).toEqual(['[ISSUE', '[ISSUE', '[REMINDER', '[RECOVERED']);
    expect(shop.told()[1]?.mail).not.toContain(shop.ids[0]);
    expect(shop.told()[3]?.mail).toContain(shop.ids[0]);
  });
});
