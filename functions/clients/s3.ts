import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/**
 * Writes a text object. Safe to repeat: the same key is written over.
 *
 * @returns its s3:// URI
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export const putText = async (
  s3: S3Client,
  { bucket, key, text }: { bucket: string; key: string; text: string },
): Promise<string> => {
  await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: 'text/plain; charset=utf-8' }),
  );
  return `s3://${bucket}/${key}`;
};
