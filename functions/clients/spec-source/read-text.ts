import { SpecTooLargeError, SpecUnavailableError } from '../../domain/errors/spec.ts';

/** Most that a fetched spec may have, in bytes: a megabyte of JSON is no spec. */
export const fetchedSpecLimitBytes = 1024 * 1024;

/**
 * Reads a stream of bytes as text, and no more of it than fits.
 *
 * @param where names the source in errors
 * @throws SpecTooLargeError, SpecUnavailableError for what is no UTF-8; what the stream throws
 */
export const readText = async (
  stream: AsyncIterable<Uint8Array>,
  { where, announcedBytes = 0 }: { where: string; announcedBytes?: number },
): Promise<string> => {
  const tooLarge = () =>
    new SpecTooLargeError(
      `the service spec at ${where}`,
      { limitBytes: fetchedSpecLimitBytes },
      'take out of it what no step reads',
    );
  if (announcedBytes > fetchedSpecLimitBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > fetchedSpecLimitBytes) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw new SpecUnavailableError(where, 'it is no UTF-8 text', { cause: error });
  }
};
