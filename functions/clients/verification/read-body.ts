import type { Readable } from 'node:stream';

/** Pages that tell a build's version are far smaller. */
const bodyMaxBytes = 262_144;

const decoderFor = (contentType: string): { decode(bytes: Uint8Array): string } => {
  const [, charset = 'utf-8'] = /charset="?([^\s;"]+)/i.exec(contentType) ?? [];
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
};

/** Reads a body as text, 256 KiB of it at most; the rest is not waited for. */
export const readBody = async (
  stream: Readable,
  contentType: string,
): Promise<{ body: string; isBodyCut: boolean }> => {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > bodyMaxBytes) break;
  }
  const bytes = Buffer.concat(chunks).subarray(0, bodyMaxBytes);
  return { body: decoderFor(contentType).decode(bytes), isBodyCut: sizeBytes > bodyMaxBytes };
};
