import { AwsError } from '../service.ts';
import type { Received } from './wire.ts';

const lineEnd = Buffer.from('\r\n');

const isChunked = ({ headers }: Received): boolean =>
  headers['x-amz-content-sha256']?.startsWith('STREAMING-') ||
  headers['content-encoding']?.split(',').some((encoding) => encoding.trim() === 'aws-chunked') ||
  false;

const incomplete = (detail: string) =>
  new AwsError(
    'IncompleteBody',
    `You did not provide the number of bytes specified by the Content-Length HTTP header: ${detail}`,
  );

/**
 * Undoes S3's chunked upload encoding: the payload of `size;chunk-signature=…` chunks becomes the body, and trailing
 * checksums become headers. Signatures are not checked: the sandbox takes any key.
 *
 * @throws AwsError IncompleteBody when chunks are cut short or do not add up to the announced length
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export const unchunked = (received: Received): Received => {
  if (!isChunked(received)) return received;
  const { body, trailers } = decode(received.body);
  const { 'content-encoding': encoding = '', ...headers } = received.headers;
  const announced = headers['x-amz-decoded-content-length'];
  if (announced !== undefined && Number(announced) !== body.length) {
    throw incomplete(`${announced} bytes announced, ${body.length} received`);
  }
  const encodings = encoding.split(',').filter((each) => each.trim() !== 'aws-chunked' && each.trim() !== '');
  return {
    ...received,
    body,
    headers: {
      ...headers,
      ...(encodings.length > 0 ? { 'content-encoding': encodings.join(',') } : {}),
      ...trailers,
      'content-length': String(body.length),
    },
  };
};

const decode = (encoded: Buffer): { body: Buffer; trailers: Record<string, string> } => {
  const chunks: Buffer[] = [];
  let offset = 0;
  for (;;) {
    const end = encoded.indexOf(lineEnd, offset);
    const size = Number.parseInt(encoded.toString('latin1', offset, end < 0 ? offset : end), 16);
    if (!(size >= 0)) throw incomplete('a chunk has no size');
    offset = end + lineEnd.length;
    if (size === 0) break;
    if (offset + size > encoded.length) throw incomplete('the last chunk is cut short');
    chunks.push(encoded.subarray(offset, offset + size));
    offset += size + lineEnd.length;
  }
  const lines = encoded
    .toString('latin1', offset)
    .split('\r\n')
    .filter((line) => line.includes(':'));
  const trailers = lines.map((line) => [
    line.slice(0, line.indexOf(':')).trim().toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  return { body: Buffer.concat(chunks), trailers: Object.fromEntries(trailers) };
};
