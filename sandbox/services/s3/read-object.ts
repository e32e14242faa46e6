import type { GetObjectCommandInput } from '@aws-sdk/client-s3';
import { AwsError } from '../../service.ts';
import type { StoredObject } from './bucket.ts';

/** What GetObject and HeadObject have in common. */
type ReadRequest = Omit<GetObjectCommandInput, 'Bucket' | 'Key'>;

/** The bytes that a Range header asks for; undefined for the whole object. @throws AwsError InvalidRange */
const rangeOf = (range: string | undefined, sizeBytes: number): { start: number; end: number } | undefined => {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  // A header that is no byte range is ignored, as HTTP wants.
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const end = from === '' || to === '' ? sizeBytes : Math.min(Number(to) + 1, sizeBytes);
  if (start >= end) throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
  return { start, end };
};

const isListed = (etag: string, condition: string): boolean =>
  condition.split(',').some((each) => [etag, '*', etag.replaceAll('"', '')].includes(each.trim()));

/** @throws AwsError PreconditionFailed, or 304 NotModified */
const checkConditions = ({ etag, modifiedAt }: StoredObject, request: ReadRequest): void => {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = request;
  const failed = (condition: string) =>
    new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
      Condition: condition,
    });
  const modifiedSecond = Math.floor(modifiedAt / 1000) * 1000;
  if (IfMatch !== undefined && !isListed(etag, IfMatch)) throw failed('If-Match');
  if (IfUnmodifiedSince !== undefined && modifiedSecond > IfUnmodifiedSince.getTime()) {
    throw failed('If-Unmodified-Since');
  }
  const isUnchanged =
    IfNoneMatch === undefined
      ? IfModifiedSince !== undefined && modifiedSecond <= IfModifiedSince.getTime()
      : isListed(etag, IfNoneMatch);
  if (isUnchanged) throw new AwsError('NotModified', 'Not Modified', 304);
};

/** Answers GetObject; HeadObject is the same without the body. */
export const readObject = (object: StoredObject, request: ReadRequest) => {
  checkConditions(object, request);
  const range = rangeOf(request.Range, object.body.length);
  const body = range ? object.body.subarray(range.start, range.end) : object.body;
  const { ResponseContentType, ResponseContentDisposition, ResponseContentEncoding, ResponseCacheControl } = request;
  const overrides = {
    ContentType: ResponseContentType,
    ContentDisposition: ResponseContentDisposition,
    ContentEncoding: ResponseContentEncoding,
    CacheControl: ResponseCacheControl,
  };
  return {
    body,
    described: {
      AcceptRanges: 'bytes',
      ContentLength: body.length,
      ContentType: object.contentType,
      ETag: object.etag,
      LastModified: new Date(object.modifiedAt),
      Metadata: object.metadata,
      ServerSideEncryption: 'AES256' as const,
      ...object.headers,
      ...Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined)),
      ...(range ? { ContentRange: `bytes ${range.start}-${range.end - 1}/${object.body.length}` } : {}),
      ...(request.ChecksumMode === 'ENABLED' && !range
        ? { ...object.checksums, ChecksumType: 'FULL_OBJECT' as const }
        : {}),
    },
  };
};
