import { AwsError } from '../../service.ts';
import type { Checksums } from './checksums.ts';

/** An object as it was put. */
export interface StoredObject {
  key: string;
  body: Uint8Array;
  /** MD5 in quotes. */
  etag: string;
  /** Milliseconds since the epoch. */
  modifiedAt: number;
  contentType: string;
  /** Content-Encoding, Cache-Control and the like, by the names of the API's members. */
  headers: Partial<Record<'CacheControl' | 'ContentDisposition' | 'ContentEncoding' | 'ContentLanguage', string>>;
  metadata: Record<string, string>;
  checksums: Checksums;
}

export interface Bucket {
  name: string;
  createdAt: number;
  objects: Map<string, StoredObject>;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const checkBucketName = (name: string): void => {
  const isValid = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !/^[\d.]+$/.test(name);
  if (!isValid)
    throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
};

/** The buckets of the account, with the errors that S3 gives. */
export const createBuckets = (now: () => number) => {
  const buckets = new Map<string, Bucket>();
  const get = (name: string): Bucket => {
    const bucket = buckets.get(name);
    if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
    return bucket;
  };
  return {
    get,
    all: (): Bucket[] => [...buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    /** @throws AwsError InvalidBucketName or BucketAlreadyOwnedByYou */
    create(name: string): void {
      checkBucketName(name);
      if (buckets.has(name)) {
        throw new AwsError(
          'BucketAlreadyOwnedByYou',
          'Your previous request to create the named bucket succeeded and you already own it.',
          409,
          { BucketName: name },
        );
      }
      buckets.set(name, { name, createdAt: now(), objects: new Map() });
    },
    delete(name: string): void {
      if (get(name).objects.size > 0) {
        throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, { BucketName: name });
      }
      buckets.delete(name);
    },
    object(name: string, key: string): StoredObject {
      const found = get(name).objects.get(key);
      if (!found) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
      return found;
    },
  };
};

export type Buckets = ReturnType<typeof createBuckets>;
