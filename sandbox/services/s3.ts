import * as client from '@aws-sdk/client-s3';
import { AwsError, defineService, type Operations } from '../service.ts';
import type { World } from '../world.ts';
import { type Buckets, createBuckets } from './s3/bucket.ts';
import { checkedChecksums, etagOf } from './s3/checksums.ts';
import { listObjects } from './s3/list-objects.ts';
import { readObject } from './s3/read-object.ts';
import { checkDeleteCondition, checkPutConditions } from './s3/write-conditions.ts';

const longestKeyBytes = 1024;
const largestMetadataBytes = 2048;

type S3Operations = Operations<typeof client>;

/** S3 in memory: buckets, and objects in single uploads (up to the endpoint's body limit), without versions. */
export const s3Service = (world: World) => {
  const buckets = createBuckets(() => world.clock.now());
  return {
    service: defineService('s3', client, { ...bucketOperations(world, buckets), ...objectOperations(world, buckets) }),
    /** @throws AwsError InvalidBucketName or BucketAlreadyOwnedByYou */
    createBucket: (name: string): void => buckets.create(name),
    /** Keys of a bucket. @throws AwsError NoSuchBucket */
    keys: (bucket: string): string[] => [...buckets.get(bucket).objects.keys()].sort(),
  };
};

/** Refuses what the sandbox would have to ignore: an operator must not believe that it took effect. */
const refuse = (input: object, names: string[]): void => {
  const given = names.filter((name) => Reflect.get(input, name) !== undefined);
  if (given.length === 0) return;
  throw new AwsError(
    'NotImplemented',
    `A header you provided implies functionality that is not implemented: the sandbox does not act on ${given.join(', ')}`,
    501,
  );
};

const bucketOperations = ({ region }: World, buckets: Buckets) =>
  ({
    ListBuckets: ({ Prefix = '' }) => ({
      Buckets: buckets
        .all()
        .filter(({ name }) => name.startsWith(Prefix))
        .map(({ name, createdAt }) => ({ Name: name, CreationDate: new Date(createdAt) })),
      Owner: { ID: 'sandbox' },
    }),
    CreateBucket({ Bucket = '', CreateBucketConfiguration }) {
      const location = CreateBucketConfiguration?.LocationConstraint;
      if ((location ?? 'us-east-1') !== region) {
        throw new AwsError(
          'IllegalLocationConstraintException',
          `The ${location ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
        );
      }
      buckets.create(Bucket);
      return { Location: `/${Bucket}` };
    },
    HeadBucket({ Bucket = '' }) {
      buckets.get(Bucket);
      return { BucketRegion: region, AccessPointAlias: false };
    },
    DeleteBucket({ Bucket = '' }) {
      buckets.delete(Bucket);
      return {};
    },
    ListObjectsV2: (input) => listObjects(buckets.get(input.Bucket ?? ''), input),
  }) satisfies S3Operations;

/** The input once the endpoint has read the body to its end. */
type PutObjectInput = Parameters<NonNullable<S3Operations['PutObject']>>[0];

const putObject = (world: World, buckets: Buckets, input: PutObjectInput) => {
  const { Bucket = '', Key = '', Body: body = new Uint8Array(), Metadata: metadata = {}, ...rest } = input;
  refuse(rest, ['WriteOffsetBytes', 'SSECustomerKey', 'ObjectLockMode', 'Tagging']);
  if (Buffer.byteLength(Key) > longestKeyBytes) throw new AwsError('KeyTooLongError', 'Your key is too long');
  const metadataBytes = Buffer.byteLength(Object.entries(metadata).flat().join(''));
  if (metadataBytes > largestMetadataBytes) {
    throw new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size');
  }
  const { CacheControl, ContentDisposition, ContentEncoding, ContentLanguage } = rest;
  const headers = { CacheControl, ContentDisposition, ContentEncoding, ContentLanguage };
  const { objects } = buckets.get(Bucket);
  checkPutConditions(rest, Key, objects.get(Key));
  const checksums = checkedChecksums(rest, body);
  const etag = etagOf(body);
  objects.set(Key, {
    key: Key,
    // A copy: the request's buffer may share memory with others.
    body: Uint8Array.from(body),
    etag,
    modifiedAt: world.clock.now(),
    contentType: rest.ContentType ?? 'binary/octet-stream',
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
    metadata,
    checksums,
  });
  return { ETag: etag, ServerSideEncryption: 'AES256' as const, ...checksums };
};

const objectOperations = (world: World, buckets: Buckets) =>
  ({
    PutObject: (input) => putObject(world, buckets, input),
    GetObject({ Bucket = '', Key = '', ...request }) {
      refuse(request, ['VersionId', 'PartNumber']);
      const { body, described } = readObject(buckets.object(Bucket, Key), request);
      return { ...described, Body: body };
    },
    HeadObject({ Bucket = '', Key = '', ...request }) {
      refuse(request, ['VersionId', 'PartNumber']);
      return readObject(buckets.object(Bucket, Key), request).described;
    },
    DeleteObject({ Bucket = '', Key = '', IfMatch, ...request }) {
      refuse(request, ['VersionId', 'IfMatchLastModifiedTime', 'IfMatchSize']);
      const { objects } = buckets.get(Bucket);
      checkDeleteCondition(IfMatch, Key, objects.get(Key));
      // Deleting what is not there is a success on S3.
      objects.delete(Key);
      return {};
    },
  }) satisfies S3Operations;
