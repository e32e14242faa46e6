import { TextDecoder } from 'node:util';

/**
 * Stands for the package iconv-lite in the bundles: the two calls that mysql2 makes of it for character sets that
 * Buffer lacks, answered by Node's own decoders. A set unknown to those too is taken for UTF-8, in which we connect.
 */

const decoderOf = (encoding: string): TextDecoder => {
  try {
    return new TextDecoder(encoding);
  } catch {
    return new TextDecoder();
  }
};

export const getDecoder = (encoding: string): { write(bytes: Uint8Array): string; end(): string } => {
  const decoder = decoderOf(encoding);
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
};

export const getEncoder = (): { write(text: string): Buffer; end(): undefined } => ({
  write: (text) => Buffer.from(text, 'utf8'),
  end: () => undefined,
});
