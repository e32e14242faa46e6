import type { ListObjectsV2CommandInput } from '@aws-sdk/client-s3';
import { AwsError } from '../../service.ts';
import type { Bucket, StoredObject } from './bucket.ts';

const longestPage = 1000;

/** One line of a listing: an object, or a prefix that several share up to the delimiter. */
type Entry = { name: string } & ({ object: StoredObject } | { object?: never });

const encodeToken = (name: string): string => Buffer.from(name).toString('base64url');
const decodeToken = (token: string): string => Buffer.from(token, 'base64url').toString();

/** Keys are listed by their UTF-8 bytes. */
const byBytes = (a: { key: string }, b: { key: string }): number =>
  Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));

/**
 * A page of a bucket's keys.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export const listObjects = (bucket: Bucket, input: ListObjectsV2CommandInput) => {
  const { Prefix: prefix = '', Delimiter: delimiter = '', StartAfter, ContinuationToken, EncodingType } = input;
  const { MaxKeys: maxKeys = longestPage } = input;
  if (maxKeys < 0)
    throw new AwsError('InvalidArgument', 'Argument maxKeys must be an integer between 0 and 2147483647');
  const after = ContinuationToken === undefined ? (StartAfter ?? '') : decodeToken(ContinuationToken);
  const spell = (name: string) => (EncodingType === 'url' ? encodeURIComponent(name).replaceAll('%2F', '/') : name);

  const entries = new Map<string, Entry>();
  for (const object of [...bucket.objects.values()].sort(byBytes)) {
    if (!object.key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    const name = end < 0 ? object.key : object.key.slice(0, end + delimiter.length);
    if (Buffer.compare(Buffer.from(name), Buffer.from(after)) <= 0) continue;
    if (!entries.has(name)) entries.set(name, end < 0 ? { name, object } : { name });
  }
  const all = [...entries.values()];
  const page = all.slice(0, Math.min(maxKeys, longestPage));
  const last = page.at(-1);
  const isTruncated = page.length < all.length && last !== undefined;
  return {
    Name: bucket.name,
    Prefix: spell(prefix),
    MaxKeys: Math.min(maxKeys, longestPage),
    KeyCount: page.length,
    IsTruncated: isTruncated,
    Contents: page.flatMap(({ object }) => (object ? describe(object, spell) : [])),
    CommonPrefixes: page.flatMap(({ name, object }) => (object ? [] : { Prefix: spell(name) })),
    ...(delimiter === '' ? {} : { Delimiter: spell(delimiter) }),
    ...(EncodingType === undefined ? {} : { EncodingType }),
    ...(StartAfter === undefined ? {} : { StartAfter: spell(StartAfter) }),
    ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
    ...(isTruncated ? { NextContinuationToken: encodeToken(last.name) } : {}),
  };
};

const describe = ({ key, etag, body, modifiedAt }: StoredObject, spell: (name: string) => string) => ({
  Key: spell(key),
  ETag: etag,
  Size: body.length,
  LastModified: new Date(modifiedAt),
  StorageClass: 'STANDARD' as const,
});
