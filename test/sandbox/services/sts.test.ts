import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Endpoint } from '../../../sandbox/endpoint/index.ts';
import { stsService } from '../../../sandbox/services/sts.ts';
import { turnedClock } from '../../../sandbox/turned-clock.ts';
import { describeWith } from '../../support/programs.ts';
import { aws, clientConfig, createWorld, start } from '../endpoint/started.ts';

const world = createWorld(turnedClock());
let endpoint: Endpoint;
let client: STSClient;

beforeAll(async () => {
  endpoint = await start(world, [stsService(world).service]);
  client = new STSClient(clientConfig(endpoint));
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
  world.clock.stop();
});

const role = { RoleArn: 'arn:aws:iam::000000000000:role/path/operator', RoleSessionName: 'me@example.com' };

describe('STS', () => {
  it('names the caller, also in an assumed role', async () => {
    expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '000000000000',
      Arn: 'arn:aws:iam::000000000000:user/sandbox',
    });
    const { Credentials } = await client.send(new AssumeRoleCommand(role));
    expect(Credentials?.Expiration?.getTime()).toBe(world.clock.now() + 3_600_000);
    const assumed = new STSClient({
      ...clientConfig(endpoint),
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      },
    });
    expect(await assumed.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Arn: 'arn:aws:sts::000000000000:assumed-role/operator/me@example.com',
    });
    assumed.destroy();
  });

  it.each([
    ['RoleArn', { ...role, RoleArn: 'operator' }],
    ['RoleSessionName', { ...role, RoleSessionName: 'a b' }],
    ['DurationSeconds', { ...role, DurationSeconds: 60 }],
    ['missing RoleArn', { ...role, RoleArn: undefined }],
  ])('refuses a wrong %s', async (_name, input) => {
    await expect(client.send(new AssumeRoleCommand(input))).rejects.toMatchObject({ name: 'ValidationError' });
  });
});

describeWith(['aws'], 'STS from the AWS CLI', () => {
  it('answers get-caller-identity', async () => {
    const { output } = await aws(endpoint, 'sts', 'get-caller-identity');
    expect(output).toMatchObject({ Account: '000000000000' });
  }, 30_000);
});
