import { describe, expect, it } from '@jest/globals';
import { disconnectWorld } from './disconnect-world.ts';
import { failingRuns, path, request } from './failing-runs.ts';

const disconnects = disconnectWorld();
const { world, pass, cluster, run } = disconnects;
const { runFailing, runLimited } = failingRuns(disconnects);

describe('agent-disconnect, when a state fails', () => {
  it('takes the path of all Tasks where none does', async () => {
    const { status, states } = await runFailing();
    expect(status).toBe('SUCCEEDED');
    expect(states.filter((state) => path.includes(state))).toEqual(path);
  });

  it.each(['ValidateRequest', 'CheckClusterWatched', 'ReportDisconnects', 'NotifyResult'])(
    '%s ends the run',
    async (state) => {
      const { status, states } = await runFailing(state);
      expect(status).toBe('FAILED');
      expect(states.filter((entered) => path.includes(entered)).at(-1)).toBe(state);
      expect(states.slice(-2)).toEqual(['NotifyFailure', 'RunbookFailed']);
    },
  );

  it('VerifyDisconnects is repeated', async () => {
    const { status, states } = await runFailing('VerifyDisconnects');
    expect(status).toBe('SUCCEEDED');
    expect(states).toContain('CountFailedLook');
    expect(states.filter((state) => state === 'VerifyDisconnects')).toHaveLength(2);
  });

  it.each([
    ['ActOnInstances', 'actions drain'],
    ['StartHook', 'hook'],
  ])('%s delays no alert, and is in the result', async (state, check) => {
    const { status, result, shop } = await runFailing(state);
    expect(status).toBe('SUCCEEDED');
    expect(result?.findings).toContainEqual(expect.objectContaining({ check, status: 'WARN' }));
    expect(shop.told()).toHaveLength(2);
  });

  it.each([
    ['AlertDisconnects', ['[RECOVERED']],
    ['TellRecovery', ['[ISSUE']],
  ])('the message of %s is kept', async (state, subjects) => {
    const { status, states, shop } = await runFailing(state);
    expect(status).toBe('SUCCEEDED');
    expect(states).toContain('KeepAlert');
    expect(shop.told().map(({ subject }) => subject.split(']')[0])).toEqual(subjects);
    expect(await shop.outages()).toEqual({});
  });

  it('CheckRecovery is repeated', async () => {
    const { status, states, shop } = await runFailing('CheckRecovery');
    expect(status).toBe('SUCCEEDED');
    expect(states).toContain('CountFailedTracking');
    expect(shop.told()).toHaveLength(2);
  });

  it('a message that cannot be kept ends the run, and the next run tells of what lasts', async () => {
    const { status, states, shop } = await runFailing('AlertDisconnects', 'KeepAlert');
    expect(status).toBe('FAILED');
    expect(states.slice(-3)).toEqual(['KeepAlert', 'NotifyFailure', 'RunbookFailed']);
    expect(Object.values(await shop.outages())).toMatchObject([{ alertedAt: null, owner: expect.any(String) }]);
    shop.disconnect(0, 1);
    await pass(400);
    expect(shop.told().map(({ subject }) => subject)).toEqual([
      `[ISSUE] ECS agents: 2 of 4 disconnected in ${shop.name} (us-east-1)`,
    ]);
    shop.connect(0, 1);
    await pass(120);
  });

  it('twenty looks that fail end the run with their own error', async () => {
    const shop = cluster(1);
    const error = 'AccessDeniedException';
    world.sandbox.faults.add({ service: 'ecs', operation: 'ListContainerInstances', error, times: 1_000 });
    const { status, error: name, states } = await run({ cluster: shop.name });
    expect({ status, name }).toEqual({ status: 'FAILED', name: error });
    expect(states.filter((state) => state === 'VerifyDisconnects')).toHaveLength(21);
  });

  it('has nothing to look at in a cluster that has been deleted since the events of the window', async () => {
    const window = '2025-12-31T23:00:00Z';
    const ended = await run({ cluster: 'arn:aws:ecs:us-east-1:000000000000:cluster/gone', window });
    expect(ended).toMatchObject({
      status: 'SUCCEEDED',
      output: { outcome: 'PASS', summary: 'gone is not looked at: it has been deleted' },
    });
    expect(ended.states).not.toContain('VerifyDisconnects');
  });
});

describe('the counts that end the loops of agent-disconnect', () => {
  it('of looks: what is undecided is reported and not alerted', async () => {
    const shop = cluster(2);
    shop.disconnect(0);
    const ended = await runLimited('IsVerified', { cluster: shop.name });
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'WARN' } });
    shop.connect(0);
  });

  it('of looks for recovery: what lasts is left to the next run', async () => {
    const shop = cluster(4);
    shop.disconnect(0);
    const ended = await runLimited('IsOutageOver', { ...request, actions: [], cluster: shop.name });
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'FAIL' } });
    expect(Object.values(await shop.outages())).toMatchObject([{ owner: null }]);
    shop.connect(0);
  });

  it('of looks for recovery that fail', async () => {
    const shop = cluster(4);
    shop.disconnect(0);
    const error = 'AccessDeniedException';
    world.sandbox.faults.add({ service: 'ecs', operation: 'DescribeContainerInstances', call: 2, error, times: 99 });
    const ended = await runLimited('IsTrackingToBeRepeated', { ...request, actions: [], cluster: shop.name });
    expect(ended).toMatchObject({ status: 'FAILED', error });
    shop.connect(0);
  });
});
