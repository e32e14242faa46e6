import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketAclCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Endpoint } from '../../../sandbox/endpoint/index.ts';
import { s3Service } from '../../../sandbox/services/s3.ts';
import { describeWith } from '../../support/programs.ts';
import { aws, clientConfig, createWorld, start } from '../endpoint/started.ts';

const world = createWorld();
const s3 = s3Service(world);
let endpoint: Endpoint;
let client: S3Client;
/** One bucket, used by all. */
const Bucket = 'reports';
/** What the endpoint needs of a signature. */
const signed = 'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/us-east-1/s3/aws4_request, Signature=0';

beforeAll(async () => {
  endpoint = await start(world, [s3.service]);
  client = new S3Client(clientConfig(endpoint));
  s3.createBucket(Bucket);
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
  world.clock.stop();
});

describe('S3 buckets', () => {
  it('are created, found and listed', async () => {
    await client.send(new CreateBucketCommand({ Bucket: 'created' }));
    await client.send(new HeadBucketCommand({ Bucket: 'created' }));
    const { Buckets } = await client.send(new ListBucketsCommand({}));
    expect(Buckets).toEqual([
      { Name: 'created', CreationDate: expect.any(Date) },
      { Name: 'reports', CreationDate: expect.any(Date) },
    ]);
    await client.send(new DeleteBucketCommand({ Bucket: 'created' }));
    await expect(client.send(new HeadBucketCommand({ Bucket: 'created' }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  it.each([
    ['Upper', 'InvalidBucketName', 400],
    ['reports', 'BucketAlreadyOwnedByYou', 409],
  ])('named %s are refused with %s', async (name, code, status) => {
    await expect(client.send(new CreateBucketCommand({ Bucket: name }))).rejects.toMatchObject({
      name: code,
      $metadata: { httpStatusCode: status },
    });
  });

  it('take the region of the endpoint as their location only', async () => {
    const elsewhere = { LocationConstraint: 'eu-west-1' as const };
    await expect(
      client.send(new CreateBucketCommand({ Bucket: 'elsewhere', CreateBucketConfiguration: elsewhere })),
    ).rejects.toMatchObject({ name: 'IllegalLocationConstraintException' });
  });

  it('say what is not served rather than answering something else', async () => {
    await expect(client.send(new GetBucketAclCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('s3:GetBucketAcl'),
    });
  });
});

describe('S3 objects', () => {
  it('come back as they were put, with content type, metadata and checksum', async () => {
    const Key = 'a folder/ü+%.json';
    const put = await client.send(
      new PutObjectCommand({ Bucket, Key, Body: '{"a":1}', ContentType: 'application/json', Metadata: { run: '7' } }),
    );
    expect(put.ETag).toBe(`"${createHash('md5').update('{"a":1}').digest('hex')}"`);
    expect(put.ChecksumCRC32).toEqual(expect.any(String));
    const got = await client.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    expect(got).toMatchObject({
      ContentType: 'application/json',
      ContentLength: 7,
      Metadata: { run: '7' },
      ETag: put.ETag,
      ChecksumCRC32: put.ChecksumCRC32,
    });
    expect(await got.Body?.transformToString()).toBe('{"a":1}');
    expect(await client.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({
      ContentLength: 7,
      ETag: put.ETag,
    });
  });

  it('are empty without a body', async () => {
    await fetch(`${endpoint.url}/${Bucket}/empty`, { method: 'PUT', headers: { authorization: signed } });
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'empty' }));
    expect(await Body?.transformToString()).toBe('');
  });

  it('are read in part with status 206', async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'digits', Body: '0123456789' }));
    const part = await client.send(new GetObjectCommand({ Bucket, Key: 'digits', Range: 'bytes=2-4' }));
    expect(part).toMatchObject({ ContentRange: 'bytes 2-4/10', $metadata: { httpStatusCode: 206 } });
    expect(await part.Body?.transformToString()).toBe('234');
    await expect(
      client.send(new GetObjectCommand({ Bucket, Key: 'digits', Range: 'bytes=10-' })),
    ).rejects.toMatchObject({ name: 'InvalidRange', $metadata: { httpStatusCode: 416 } });
  });

  it('arrive whole through the streaming upload with a trailing checksum', async () => {
    const content = 'x'.repeat(100_000);
    const framed = `${content.length.toString(16)}\r\n${content}\r\n0\r\nx-amz-checksum-sha256:${createHash('sha256').update(content).digest('base64')}\r\n\r\n`;
    const response = await fetch(`${endpoint.url}/${Bucket}/streamed`, {
      method: 'PUT',
      headers: {
        authorization: signed,
        'content-encoding': 'aws-chunked',
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'x-amz-decoded-content-length': String(content.length),
        'x-amz-trailer': 'x-amz-checksum-sha256',
      },
      body: framed,
    });
    expect(response.status).toBe(200);
    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'streamed' }));
    expect(got.ContentEncoding).toBeUndefined();
    expect(await got.Body?.transformToString()).toBe(content);
  });

  it.each([
    ['x-amz-checksum-crc32', 'AAAAAA==', 'BadDigest'],
    ['content-md5', '1B2M2Y8AsgTpgAmY7PhCfg==', 'BadDigest'],
    ['content-md5', 'short', 'InvalidDigest'],
    ['x-amz-tagging', 'a=b', 'NotImplemented'],
  ])('with %s: %s are refused with %s', async (header, value, code) => {
    const response = await fetch(`${endpoint.url}/${Bucket}/refused`, {
      method: 'PUT',
      headers: {
        authorization: signed,
        [header]: value,
      },
      body: 'something else',
    });
    expect(await response.text()).toContain(`<Code>${code}</Code>`);
    expect(s3.keys(Bucket)).not.toContain('refused');
  });

  it('cut short in a chunk are refused with IncompleteBody', async () => {
    const response = await fetch(`${endpoint.url}/${Bucket}/short`, {
      method: 'PUT',
      headers: {
        authorization: signed,
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      },
      body: 'ff\r\ntoo short',
    });
    expect(await response.text()).toContain('<Code>IncompleteBody</Code>');
  });

  it('are read through a presigned link', async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'logs/1.txt', Body: 'line', ContentType: 'text/plain' }));
    const link = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'logs/1.txt' }), { expiresIn: 60 });
    const response = await fetch(link);
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(await response.text()).toBe('line');
  });

  it('are found by condition', async () => {
    const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key: 'conditional', Body: 'x' }));
    const get = (condition: object) => client.send(new GetObjectCommand({ Bucket, Key: 'conditional', ...condition }));
    await expect(get({ IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(get({ IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it.each([
    ['NoSuchKey', { Bucket: 'reports', Key: 'ghost' }],
    ['NoSuchBucket', { Bucket: 'ghosts', Key: 'ghost' }],
  ])('that are missing are answered with %s', async (name, input) => {
    await expect(client.send(new GetObjectCommand(input))).rejects.toMatchObject({ name });
  });

  it('are listed by prefix and delimiter, page by page', async () => {
    s3.createBucket('listing');
    for (const Key of ['a/1', 'a/2', 'b', 'c/1']) {
      await client.send(new PutObjectCommand({ Bucket: 'listing', Key, Body: Key }));
    }
    const folders = await client.send(new ListObjectsV2Command({ Bucket: 'listing', Delimiter: '/' }));
    expect(folders.CommonPrefixes).toEqual([{ Prefix: 'a/' }, { Prefix: 'c/' }]);
    expect(folders.Contents).toEqual([expect.objectContaining({ Key: 'b', Size: 1, StorageClass: 'STANDARD' })]);

    const first = await client.send(new ListObjectsV2Command({ Bucket: 'listing', MaxKeys: 3 }));
    expect(first).toMatchObject({ IsTruncated: true, KeyCount: 3 });
    const rest = await client.send(
      new ListObjectsV2Command({ Bucket: 'listing', ContinuationToken: first.NextContinuationToken }),
    );
    expect(rest.Contents?.map(({ Key }) => Key)).toEqual(['c/1']);
    expect(rest.IsTruncated).toBe(false);
  });

  it('are deleted, and deleting again succeeds', async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'gone', Body: 'x' }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'gone' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });
});

describeWith(['aws'], 'S3 from the AWS CLI', () => {
  it('uploads, lists, downloads and removes', async () => {
    const file = join(tmpdir(), `s3-cli-${process.pid}.txt`);
    writeFileSync(file, 'from the CLI');
    try {
      await aws(endpoint, 's3', 'mb', 's3://from-cli');
      const up = await aws(endpoint, 's3', 'cp', file, 's3://from-cli/dir/file.txt');
      expect(up).toMatchObject({ exitCode: 0, errors: '' });
      expect((await aws(endpoint, 's3', 'ls', 's3://from-cli/dir/')).text).toMatch(/ 12 file\.txt\n$/);
      rmSync(file);
      await aws(endpoint, 's3api', 'get-object', '--bucket', 'from-cli', '--key', 'dir/file.txt', file);
      expect(readFileSync(file, 'utf8')).toBe('from the CLI');
      const down = await aws(endpoint, 's3', 'cp', 's3://from-cli/dir/file.txt', '-');
      expect(down.text).toBe('from the CLI');
      const link = await aws(endpoint, 's3', 'presign', 's3://from-cli/dir/file.txt');
      expect(await (await fetch(link.text.trim())).text()).toBe('from the CLI');
      await aws(endpoint, 's3', 'rm', 's3://from-cli/dir/file.txt');
      expect((await aws(endpoint, 's3', 'rb', 's3://from-cli')).exitCode).toBe(0);
    } finally {
      rmSync(file, { force: true });
    }
  }, 60_000);
});
