import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { SpecAccessDeniedError, SpecNotFoundError } from '../domain/errors/spec.ts';
import { readText } from './spec-source/read-text.ts';

const absent: Record<string, string> = {
  NoSuchKey: 'the bucket has no such object',
  NoSuchBucket: 'there is no such bucket',
};

const denied =
  "the function may read the buckets that the stage parameter specBuckets names, if the object's own policy and key let it; " +
  'S3 answers the same for an object that is not there where listing is not allowed';

const explained = (error: unknown, where: string): unknown => {
  const { name = '' } = error as { name?: string };
  if (Object.hasOwn(absent, name)) return new SpecNotFoundError(where, absent[name] ?? '', { cause: error });
  if (name === 'AccessDenied') return new SpecAccessDeniedError(where, denied, { cause: error });
  return error;
};

/** What GetObject gives in Node. */
type SpecStream = AsyncIterable<Uint8Array> & { destroy(): unknown };

/**
 * Reads a spec from S3.
 *
 * @param url s3://bucket/key
 * @throws SpecNotFoundError, SpecAccessDeniedError, SpecTooLargeError; others as the SDK names them
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export const getSpecObject = async (s3: S3Client, url: string): Promise<string> => {
  const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(url) ?? [];
  let stream: SpecStream | undefined;
  try {
    const { Body, ContentLength: announcedBytes = 0 } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    stream = Body as SpecStream;
    return await readText(stream, { where: url, announcedBytes });
  } catch (error) {
    throw explained(error, url);
  } finally {
    // What is not read to its end would keep the connection, and break it with an error that nobody awaits.
    stream?.destroy();
  }
};
