import type { Readable } from 'node:stream';

/** Resolves with what a stream has written by the time it matches; rejects when it ends before. */
export const outputUntil = (stream: Readable, pattern: RegExp): Promise<string> =>
  new Promise((resolve, reject) => {
    let written = '';
    const onData = (chunk: Buffer) => {
      written += chunk.toString();
      if (!pattern.test(written)) return;
      stream.off('data', onData);
      stream.resume();
      resolve(written);
    };
    stream.on('data', onData);
    stream.once('end', () => reject(new Error(`the output ended without ${pattern}: ${written}`)));
  });
