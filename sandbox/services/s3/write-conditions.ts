import { AwsError } from '../../service.ts';
import type { StoredObject } from './bucket.ts';

/** Headers that make a write or a delete depend on what is there. */
interface WriteConditions {
  IfMatch?: string | undefined;
  IfNoneMatch?: string | undefined;
}

const notImplemented = (header: string, additionalMessage: string) =>
  new AwsError('NotImplemented', 'A header you provided implies functionality that is not implemented', 501, {
    Header: header,
    additionalMessage,
  });

const failed = (condition: string) =>
  new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    Condition: condition,
  });

const noSuchKey = (key: string) => new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });

const bare = (etag: string): string => etag.replaceAll('"', '');

/**
 * Checks the conditions of PutObject: `If-None-Match: *` asks that nothing is there, `If-Match: <etag>` that it is
 * unchanged. Other values are refused, as S3 refuses them.
 *
 * @throws AwsError PreconditionFailed, NoSuchKey where `If-Match` meets nothing, NotImplemented
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export const checkPutConditions = (
  { IfMatch, IfNoneMatch }: WriteConditions,
  key: string,
  found: StoredObject | undefined,
): void => {
  if (IfMatch !== undefined && IfNoneMatch !== undefined) {
    throw notImplemented('If-Match,If-None-Match', 'Multiple conditional request headers present in the request');
  }
  const unknown = IfMatch === '*' ? 'If-Match' : IfNoneMatch !== undefined && IfNoneMatch !== '*' && 'If-None-Match';
  if (unknown) throw notImplemented(unknown, `We don't accept the provided value of ${unknown} header for this API`);
  if (IfNoneMatch !== undefined && found) throw failed('If-None-Match');
  if (IfMatch !== undefined) checkMatch(IfMatch, key, found);
};

/**
 * Checks the condition of DeleteObject. Without one, deleting what is not there is a success; with one it is not, even
 * for `*`, whatever the user guide says of 412.
 *
 * @throws AwsError PreconditionFailed, NoSuchKey
 * @see https://github.com/localstack/localstack/issues/13894 (measured on S3)
 */
export const checkDeleteCondition = (
  ifMatch: string | undefined,
  key: string,
  found: StoredObject | undefined,
): void => {
  if (ifMatch !== undefined) checkMatch(ifMatch, key, found);
};

const checkMatch = (ifMatch: string, key: string, found: StoredObject | undefined): void => {
  if (!found) throw noSuchKey(key);
  if (ifMatch !== '*' && bare(ifMatch) !== bare(found.etag)) throw failed('If-Match');
};
