import { once } from 'node:events';
import { SNS } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand, startCommand } from './support/command.ts';
import { outputUntil } from './support/output.ts';

/** Packaging the stack for the first time is in it. */
const patienceMs = 600_000;

describe('runbook sandbox', () => {
  let serving: ReturnType<typeof startCommand>;
  let url = '';
  beforeAll(async () => {
    serving = startCommand(['sandbox', '--port', '0']);
    [url = ''] = /http:\S+/.exec(await outputUntil(serving.stdout, /AWS_SECRET_ACCESS_KEY=.*\n/)) ?? [];
  }, patienceMs);
  afterAll(async () => {
    serving.kill('SIGINT');
    expect((await once(serving, 'exit'))[0]).toBe(0);
  });

  it(
    'shows the mail of a runbook as it arrives',
    async () => {
      const mail = outputUntil(serving.stdout, /✉ mail of topic .*\n {2}\S.*\n {2}│ .*\n/);
      const request = ['mode=CONNECTIVITY', 'cluster=demo', 'endpoint=127.0.0.1', 'port=9', 'checks=1'];
      await runCommand(['start', 'autodiag', ...request, '--endpoint-url', url]);
      expect(await mail).toContain('autodiag');
    },
    patienceMs,
  );

  it('shows the copy of a subscriber', async () => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new SNS({ endpoint: url, region: 'us-east-1', credentials });
    const { TopicArn = '' } = await client.createTopic({ Name: 'watched' });
    await client.subscribe({ TopicArn, Protocol: 'email', Endpoint: 'ops@example.com' });
    const mail = outputUntil(serving.stdout, /✉ mail to ops@example\.com, of topic watched,.*\n {2}one\n {2}│ hello\n/);
    await client.publish({ TopicArn, Subject: 'one', Message: 'hello' });
    await mail;
    client.destroy();
  });
});
