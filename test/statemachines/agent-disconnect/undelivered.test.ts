import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunbookRun, type Sandbox, startSandbox } from '../../../sandbox/index.ts';

/** The sample's instance whose agent is away. */
const instance = 'i-0f9e8d7c6b5a43210';
const deadLetters = 'arn:aws:sqs:us-east-1:000000000000:ecs-runbooks-sandbox-agent-dead-letters';

let sandbox: Sandbox;
let mailsBefore = 0;
let keptBefore = 0;
const logged: { group: string; message: string }[] = [];

beforeAll(async () => {
  sandbox = await startSandbox({ clock: 'turned' });
  sandbox.services.logs.onEvents(({ group, events }) => {
    logged.push(...events.map(({ message }) => ({ group, message: String(message).trim() })));
  });
}, 600_000);
beforeEach(() => {
  sandbox.services.ecs.setAgentConnected(instance, false);
  mailsBefore = sandbox.services.sns.mailbox().length;
  keptBefore = sandbox.services.sqs.messages(deadLetters).length;
});
// until all runs have ended, those of the rule as well
afterEach(async () => {
  sandbox.faults.clear();
  await sandbox.clock.sleep(1_200_000);
});
afterAll(() => sandbox.close());

/** Follows the outage until the agent is back, ten minutes after the beginning. */
const followed = async (): Promise<RunbookRun> => {
  const back = sandbox.clock.sleep(600_000).then(() => sandbox.services.ecs.setAgentConnected(instance, true));
  const run = await sandbox.run('agent-disconnect', { cluster: 'demo', follow: true });
  await back;
  return run;
};

const alertTopic = (topicArn: string): boolean => topicArn.endsWith('-agent-alerts');
const subjects = () =>
  sandbox.services.sns
    .mailbox()
    .slice(mailsBefore)
    .filter(({ topicArn }) => alertTopic(topicArn))
    .map(({ subject }) => subject);
const kept = () =>
  sandbox.services.sqs
    .messages(deadLetters)
    .slice(keptBefore)
    .map(({ body }) => JSON.parse(body) as { error: string; subject: string });

const lines = (name: string): string[] =>
  logged.filter(({ group }) => group === `/aws/lambda/ecs-runbooks-sandbox-${name}`).map(({ message }) => message);

const alert = '[ISSUE] ECS agents: 1 of 3 disconnected in demo (us-east-1)';
const recovery = '[RECOVERED] ECS agents: 1 back in demo (us-east-1)';

describe('agent-disconnect while its topic fails', () => {
  it('tries again until SNS takes the alert, which nobody gets twice', async () => {
    sandbox.faults.add({ service: 'sns', operation: 'Publish', error: 'InternalError', status: 500, times: 9 });
    const run = await followed();
    expect(run).toMatchObject({ status: 'SUCCEEDED' });
    expect(run.states).not.toContain('KeepAlert');
    expect(subjects()).toEqual([alert, recovery]);
    expect(kept()).toEqual([]);
  });

  it('keeps the alert in the dead-letter queue, goes on, and tells the end', async () => {
    sandbox.faults.add({ service: 'sns', operation: 'Publish', error: 'AuthorizationError', status: 403 });
    const run = await followed();
    expect(run.states).toEqual(
      expect.arrayContaining(['AlertDisconnects', 'KeepAlert', 'StartTracking', 'TellRecovery']),
    );
    expect(run).toMatchObject({ status: 'SUCCEEDED' });
    expect(kept()).toMatchObject([{ error: 'AuthorizationErrorException', subject: alert }]);
    expect(subjects()).toEqual([recovery]);
  });

  it('keeps the recovery as well where that fails', async () => {
    sandbox.faults.add({ service: 'sns', operation: 'Publish', error: 'NotFound', status: 404, times: 2 });
    const run = await followed();
    expect(run).toMatchObject({ status: 'SUCCEEDED' });
    expect(kept().map(({ subject }) => subject)).toEqual([alert, recovery]);
    expect(subjects()).toEqual([]);
  });

  it('fails where the queue does not take it either, and the run that the event starts alerts it', async () => {
    sandbox.faults.add({ service: 'sns', operation: 'Publish', error: 'NotFound', status: 404 });
    sandbox.faults.add({ service: 'sqs', operation: 'SendMessage', error: 'AccessDenied', status: 403 });
    const run = await followed();
    expect(run).toMatchObject({ status: 'FAILED', error: 'NotFoundException' });
    expect([kept(), subjects()]).toEqual([[], [alert]]);
  });

  it('says ISSUE once for the alert, and prints metrics as they are', async () => {
    const before = lines('alert-disconnects').length;
    await followed();
    const written = lines('alert-disconnects').slice(before);
    expect(written.filter((line) => line.includes('ISSUE'))).toEqual([
      expect.stringContaining(`"instanceId":"${instance}"`),
    ]);
    const metrics = written.filter((line) => line.startsWith('{"_aws"')).map((line) => JSON.parse(line));
    expect(metrics).toMatchObject([
      { ClusterName: 'demo', DisconnectedAgents: 1 },
      { ClusterName: 'demo', ContainerInstanceId: expect.stringMatching(/^[0-9a-f]{32}$/) },
    ]);
    expect(lines('tell-recovery').filter((line) => line.startsWith('{"_aws"')).length).toBeGreaterThan(0);
    expect(lines('tell-recovery').join()).not.toContain('ISSUE');
  });
});
