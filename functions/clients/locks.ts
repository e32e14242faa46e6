import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { LockUnreadableError } from '../domain/errors/lock.ts';
import { type Lock, lockPrefix, parseLock, type StoredLock } from '../domain/service/lock.ts';

/** Where a lock lies. */
export interface LockRef {
  bucket: string;
  key: string;
}

/**
 * S3's answers that say that somebody was faster, and those that say that somebody is about to be.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const lost = new Set(['PreconditionFailed', 'NoSuchKey']);
const conflicts = new Set(['ConditionalRequestConflict', 'OperationAborted']);

const isLost = (error: unknown): boolean => error instanceof Error && lost.has(error.name);

/** Whether a change of a lock failed because of another at the same moment: a further try will tell who was faster. */
export const isLockConflict = (error: unknown): boolean => error instanceof Error && conflicts.has(error.name);

/**
 * Reads a lock; undefined where there is none. S3 says that nothing is there only to those who may list the bucket.
 *
 * @throws LockUnreadableError when something else lies there
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export const readLock = async (s3: S3Client, { bucket, key }: LockRef): Promise<StoredLock | undefined> => {
  try {
    const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const lock = parseLock((await Body?.transformToString()) ?? '');
    if (!lock) throw new LockUnreadableError(`s3://${bucket}/${key}`);
    return { lock, etag: ETag };
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
};

/**
 * Writes a lock where there is none, or in place of the one with the ETag. Where the answer is lost, reading the lock
 * tells who got it.
 *
 * @returns its ETag; undefined where somebody else was faster
 * @throws a conflict, and whatever else S3 answers
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export const writeLock = async (
  s3: S3Client,
  { bucket, key }: LockRef,
  lock: Lock,
  replacedEtag?: string,
): Promise<string | undefined> => {
  const condition = replacedEtag === undefined ? { IfNoneMatch: '*' } : { IfMatch: replacedEtag };
  try {
    const { ETag = '' } = await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: JSON.stringify(lock),
        ContentType: 'application/json',
        ...condition,
      }),
    );
    return ETag;
  } catch (error) {
    if (isLost(error)) return undefined;
    throw error;
  }
};

/**
 * Removes the lock with the ETag. Safe to repeat.
 *
 * @returns `GONE` also where it was gone before; `CHANGED` where another lock lies there now, which is left alone
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
 */
export const removeLock = async (s3: S3Client, { bucket, key }: LockRef, etag: string): Promise<'GONE' | 'CHANGED'> => {
  try {
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag }));
    return 'GONE';
  } catch (error) {
    if (!isLost(error)) throw error;
    return (error as Error).name === 'NoSuchKey' ? 'GONE' : 'CHANGED';
  }
};

/**
 * Lists the keys of all locks, all pages of them.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export const listLocks = async (s3: S3Client, bucket: string): Promise<string[]> => {
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: lockPrefix, ContinuationToken: token }),
    );
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
    token = page.NextContinuationToken;
  } while (token);
  return keys;
};

/** How often a release looks again when S3 says that somebody was faster. */
const releaseAttempts = 3;

/**
 * Removes a lock if the execution holds it. Safe to repeat; a lock of somebody else is left alone.
 *
 * @param held.etag where it is known, the lock is not read first
 * @returns `RELEASED` also where no lock was left; `KEPT` where another execution holds it
 * @throws LockUnreadableError when something else lies there; a conflict that does not end
 */
export const releaseLock = async (
  s3: S3Client,
  ref: LockRef,
  held: { owner: string; etag?: string },
): Promise<'RELEASED' | 'KEPT'> => {
  let { etag } = held;
  for (let attempt = 0; attempt < releaseAttempts; attempt += 1) {
    if (etag === undefined) {
      const found = await readLock(s3, ref);
      if (!found) return 'RELEASED';
      if (found.lock.owner !== held.owner) return 'KEPT';
      etag = found.etag;
    }
    try {
      if ((await removeLock(s3, ref, etag)) === 'GONE') return 'RELEASED';
    } catch (error) {
      if (!isLockConflict(error) || attempt === releaseAttempts - 1) throw error;
    }
    etag = undefined;
  }
  return 'KEPT';
};
