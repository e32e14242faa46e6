import type { S3Client } from '@aws-sdk/client-s3';
import { objectLink } from '../../domain/diagnosis/log-links.ts';
import { putText } from '../s3.ts';

/** Where a list lies in the console; or why it does not. Both are null where there is none to write. */
export interface WrittenList {
  link: string | null;
  problem: string | null;
}

/**
 * Writes the list that a message leaves out. A list that cannot be written is no reason not to send the message.
 *
 * @param list undefined where the message names all
 */
export const writeNoticeList = async (
  s3: S3Client,
  bucket: string,
  list: { key: string; text: string } | undefined,
  place: { partition: string; region: string },
): Promise<WrittenList> => {
  if (!list) return { link: null, problem: null };
  try {
    await putText(s3, { bucket, ...list });
    return { link: objectLink(place, bucket, list.key), problem: null };
  } catch (error) {
    return { link: null, problem: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
};
