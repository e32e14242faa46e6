import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Endpoint } from '../../../../sandbox/endpoint/index.ts';
import { s3Service } from '../../../../sandbox/services/s3.ts';
import { clientConfig, createWorld, start } from '../../endpoint/started.ts';

const world = createWorld();
const s3 = s3Service(world);
let endpoint: Endpoint;
let client: S3Client;
const there = { Bucket: 'locks', Key: 'there' };
const absent = { Bucket: 'locks', Key: 'absent' };
let etag = '';

beforeAll(async () => {
  endpoint = await start(world, [s3.service]);
  client = new S3Client(clientConfig(endpoint));
  s3.createBucket('locks');
});
beforeEach(async () => {
  const { ETag = '' } = await client.send(new PutObjectCommand({ ...there, Body: 'first' }));
  etag = ETag;
  await client.send(new DeleteObjectCommand(absent));
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
  world.clock.stop();
});

describe('a conditional PutObject', () => {
  it('creates with If-None-Match: * and refuses to do so again', async () => {
    const create = new PutObjectCommand({ ...absent, Body: 'x', IfNoneMatch: '*' });
    await client.send(create);
    await expect(client.send(create)).rejects.toMatchObject({
      name: 'PreconditionFailed',
      Condition: 'If-None-Match',
      $metadata: { httpStatusCode: 412 },
    });
  });

  it('writes over with the ETag of what is there, once', async () => {
    const replace = new PutObjectCommand({ ...there, Body: 'second', IfMatch: etag });
    await client.send(replace);
    await expect(client.send(replace)).rejects.toMatchObject({
      name: 'PreconditionFailed',
      Condition: 'If-Match',
      $metadata: { httpStatusCode: 412 },
    });
  });

  it.each([
    ['If-Match on nothing', { ...absent, IfMatch: '"0"' }, 'NoSuchKey', 404],
    ['If-Match: *', { ...there, IfMatch: '*' }, 'NotImplemented', 501],
    ['an ETag in If-None-Match', { ...there, IfNoneMatch: '"0"' }, 'NotImplemented', 501],
    ['both', { ...there, IfMatch: '"0"', IfNoneMatch: '*' }, 'NotImplemented', 501],
  ])('with %s is refused', async (_, input, name, httpStatusCode) => {
    await expect(client.send(new PutObjectCommand({ ...input, Body: 'x' }))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode },
    });
  });
});

describe('a conditional DeleteObject', () => {
  it.each([
    ['the ETag', () => etag],
    ['the ETag without quotes', () => etag.slice(1, -1)],
    ['*', () => '*'],
  ])('with %s deletes', async (_, condition) => {
    await client.send(new DeleteObjectCommand({ ...there, IfMatch: condition() }));
    expect(s3.keys('locks')).toEqual([]);
  });

  it.each([
    ['another ETag', { ...there, IfMatch: '"0"' }, 'PreconditionFailed', 412],
    ['an ETag on nothing', { ...absent, IfMatch: '"0"' }, 'NoSuchKey', 404],
    ['* on nothing', { ...absent, IfMatch: '*' }, 'NoSuchKey', 404],
    ['a size', { ...there, IfMatchSize: 5 }, 'NotImplemented', 501],
  ])('with %s is refused and deletes nothing', async (_, input, name, httpStatusCode) => {
    await expect(client.send(new DeleteObjectCommand(input))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode },
    });
    expect(s3.keys('locks')).toEqual(['there']);
  });
});
