import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Endpoint } from '../../../sandbox/endpoint/index.ts';
import { secretsManagerService } from '../../../sandbox/services/secrets-manager.ts';
import { turnedClock } from '../../../sandbox/turned-clock.ts';
import { describeWith } from '../../support/programs.ts';
import { aws, clientConfig, createWorld, start } from '../endpoint/started.ts';

const world = createWorld(turnedClock());
const secrets = secretsManagerService(world);
let endpoint: Endpoint;
let client: SecretsManagerClient;

beforeAll(async () => {
  endpoint = await start(world, [secrets.service]);
  client = new SecretsManagerClient(clientConfig(endpoint));
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
  world.clock.stop();
});

const create = (Name: string, value: object = { SecretString: 'first' }) =>
  client.send(new CreateSecretCommand({ Name, ...value }));
const get = (SecretId: string, options: object = {}) =>
  client.send(new GetSecretValueCommand({ SecretId, ...options }));

describe('a secret', () => {
  it('is found by name, by ARN and by the ARN without its suffix', async () => {
    const { ARN = '' } = await create('prod/mysql');
    expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:prod\/mysql-[A-Za-z0-9]{6}$/);
    for (const id of ['prod/mysql', ARN, ARN.slice(0, -7)]) {
      expect(await get(id)).toMatchObject({ ARN, SecretString: 'first', VersionStages: ['AWSCURRENT'] });
      expect(secrets.value(id)).toBe('first');
    }
  });

  it('holds bytes too', async () => {
    await create('bytes', { SecretBinary: new Uint8Array([0, 255]) });
    expect((await get('bytes')).SecretBinary).toEqual(new Uint8Array([0, 255]));
  });

  it('keeps its previous version', async () => {
    const { VersionId } = await create('rotated');
    await client.send(new PutSecretValueCommand({ SecretId: 'rotated', SecretString: 'second' }));
    expect(await get('rotated')).toMatchObject({ SecretString: 'second' });
    expect(await get('rotated', { VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'first', VersionId });
    await client.send(new PutSecretValueCommand({ SecretId: 'rotated', SecretString: 'third' }));
    expect(await get('rotated', { VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'second' });
    await expect(get('rotated', { VersionStage: 'AWSPENDING' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
    });
  });

  it('is put once for a token', async () => {
    await create('repeated');
    const put = (SecretString: string) =>
      client.send(
        new PutSecretValueCommand({ SecretId: 'repeated', SecretString, ClientRequestToken: 'token-'.padEnd(32, '0') }),
      );
    expect((await put('second')).VersionId).toBe((await put('second')).VersionId);
    await expect(put('other')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('is created once for a token', async () => {
    const retried = { SecretString: 'x', ClientRequestToken: 'created-'.padEnd(32, '0') };
    expect((await create('retried', retried)).ARN).toBe((await create('retried', retried)).ARN);
    const other = create('retried', { ...retried, SecretString: 'y' });
    await expect(other).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('exists once', async () => {
    await create('once');
    await expect(create('once')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('marked for deletion can be described, not read, and leaves the list', async () => {
    await create('doomed');
    await client.send(new DeleteSecretCommand({ SecretId: 'doomed', RecoveryWindowInDays: 7 }));
    await expect(get('doomed')).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await expect(create('doomed')).rejects.toMatchObject({ name: 'InvalidRequestException' });
    expect(secrets.value('doomed')).toBeUndefined();
    expect(await client.send(new DescribeSecretCommand({ SecretId: 'doomed' }))).toMatchObject({
      DeletedDate: new Date(world.clock.now()),
    });
    const { SecretList } = await client.send(new ListSecretsCommand({}));
    expect(SecretList?.map(({ Name }) => Name)).toEqual(expect.not.arrayContaining(['doomed']));
    await world.clock.sleep(8 * 86_400_000);
    await expect(get('doomed')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('deleted by force is gone at once', async () => {
    await create('gone');
    await client.send(new DeleteSecretCommand({ SecretId: 'gone', ForceDeleteWithoutRecovery: true }));
    await expect(get('gone')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    });
    await create('gone');
  });

  it.each([
    ['a wrong name', new CreateSecretCommand({ Name: 'a b', SecretString: 'x' }), 'ValidationException'],
    ['no name', new CreateSecretCommand({ Name: undefined, SecretString: 'x' }), 'ValidationException'],
    ['over 64 KB', new CreateSecretCommand({ Name: 'l', SecretString: 'x'.repeat(65_537) }), 'ValidationException'],
    [
      'text and bytes',
      new CreateSecretCommand({ Name: 'b', SecretString: 'x', SecretBinary: new Uint8Array([1]) }),
      'InvalidParameterException',
    ],
    ['no value', new PutSecretValueCommand({ SecretId: 'prod/mysql' }), 'InvalidRequestException'],
    [
      'a short recovery window',
      new DeleteSecretCommand({ SecretId: 'prod/mysql', RecoveryWindowInDays: 1 }),
      'InvalidParameterException',
    ],
  ])('with %s is refused', async (_name, command, name) => {
    await expect(client.send(command as CreateSecretCommand)).rejects.toMatchObject({ name });
  });
});

describeWith(['aws'], 'Secrets Manager from the AWS CLI', () => {
  it('creates and reads a secret', async () => {
    await aws(
      endpoint,
      'secretsmanager',
      'create-secret',
      '--name',
      'cli',
      '--secret-string',
      '{"password":"example"}',
    );
    const { output } = await aws(endpoint, 'secretsmanager', 'get-secret-value', '--secret-id', 'cli');
    expect(output).toMatchObject({ Name: 'cli', SecretString: '{"password":"example"}' });
  }, 30_000);
});
