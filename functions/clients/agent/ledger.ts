import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { emptyLedger, type Ledger, ledgerKey, parseLedger } from '../../domain/agent/ledger.ts';
import { LedgerContendedError, LedgerUnreadableError } from '../../domain/errors/agent.ts';
import type { CallOptions } from '../step-functions.ts';

/** Which ledger. */
export interface LedgerRef {
  bucket: string;
  clusterArn: string;
}

/** What a change makes of a ledger; without one nothing is written. */
export interface LedgerChange<Result> {
  ledger?: Ledger;
  result: Result;
}

/** Whenever one is too late another was in time. Those who change the same ledger are few: batches of a minute, executions of an outage. */
const attempts = 20;

/** S3's answers that say that somebody else was or is about to be faster. */
const contended = new Set(['PreconditionFailed', 'ConditionalRequestConflict', 'OperationAborted']);

const isContended = (error: unknown): boolean => error instanceof Error && contended.has(error.name);

const read = async (
  s3: S3Client,
  { bucket, clusterArn }: LedgerRef,
  options: CallOptions = {},
): Promise<{ ledger: Ledger; etag?: string }> => {
  const key = ledgerKey(clusterArn);
  try {
    const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }), options);
    const ledger = parseLedger((await Body?.transformToString()) ?? '');
    if (!ledger) throw new LedgerUnreadableError(`s3://${bucket}/${key}`);
    return { ledger, etag: ETag };
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return { ledger: emptyLedger(clusterArn) };
    throw error;
  }
};

/**
 * Reads a cluster's ledger; an empty one where there is none.
 *
 * @throws LedgerUnreadableError when something else lies there
 */
export const readLedger = async (s3: S3Client, ref: LedgerRef): Promise<Ledger> => (await read(s3, ref)).ledger;

/**
 * Changes a cluster's ledger as it is at that moment: reads it, lets `change` say what becomes of it, and writes that unless somebody else
 * has written meanwhile; then it begins again. `change` must be pure and is given the newest ledger each time.
 *
 * @returns what the change that was written gave as its result
 * @throws LedgerContendedError when others were faster each time; LedgerUnreadableError
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export const changeLedger = async <Result>(
  s3: S3Client,
  ref: LedgerRef,
  change: (ledger: Ledger) => LedgerChange<Result>,
  options: CallOptions = {},
): Promise<Result> => {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { ledger, etag } = await read(s3, ref, options);
    const changed = change(ledger);
    if (!changed.ledger) return changed.result;
    try {
      await s3.send(
        new PutObjectCommand({
          Bucket: ref.bucket,
          Key: ledgerKey(ref.clusterArn),
          Body: JSON.stringify(changed.ledger),
          ContentType: 'application/json',
          ...(etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag }),
        }),
        options,
      );
      return changed.result;
    } catch (error) {
      const isGone = error instanceof Error && error.name === 'NoSuchKey';
      if (!isGone && !isContended(error)) throw error;
    }
  }
  throw new LedgerContendedError(ref.clusterArn);
};
