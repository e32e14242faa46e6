import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** An hour: long enough to pass a link on, short enough to forget it. */
export const linkSeconds = 3_600;

/**
 * Links that anyone can open for an hour, for those of a result's links that are objects in S3. They are made here, on
 * demand, and never kept, because whoever has one can read the log.
 */
export const presignLinks = async (s3: S3Client, links: Record<string, string>): Promise<Record<string, string>> => {
  const objects = Object.entries(links).flatMap(([name, address]) => {
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(address) ?? [];
    return bucket && key ? [{ name, bucket, key }] : [];
  });
  const signed = await Promise.all(
    objects.map(
      async ({ name, bucket, key }): Promise<[string, string]> => [
        name,
        await getSignedUrl(s3, new GetObjectCommand({ Bucket: bucket, Key: key }), { expiresIn: linkSeconds }),
      ],
    ),
  );
  return Object.fromEntries(signed);
};
