import { constants, createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

/** Bytes in order. Reading never holds more than a piece of them. */
export interface ByteSource {
  /** Fills `target` from `offset`; resolves to the number of bytes, 0 at the end. */
  read(target: Buffer, offset: number): Promise<number>;
  close(): Promise<void>;
}

/** An open log, pinned to its inode: renaming it while it is read changes nothing. */
export interface OpenLog extends ByteSource {
  inode: number;
  sizeBytes: number;
  modifiedAt: Date;
}

/** Reads up to the size at opening, so that a log that grows as fast as it is read comes to an end. */
const plainSource = (file: FileHandle, sizeBytes: number): ByteSource => {
  let position = 0;
  return {
    read: async (target, offset) => {
      const wanted = Math.min(target.length - offset, sizeBytes - position);
      if (wanted <= 0) return 0;
      const { bytesRead } = await file.read(target, offset, wanted, position);
      position += bytesRead;
      return bytesRead;
    },
    close: () => file.close(),
  };
};

const gzipSource = (file: FileHandle): ByteSource => {
  const stream = createReadStream('', { fd: file }).on('error', (error) => gunzip.destroy(error));
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  const pieces: AsyncIterator<Buffer> = stream.pipe(gunzip)[Symbol.asyncIterator]();
  let rest: Buffer | undefined;
  return {
    read: async (target, offset) => {
      rest ??= await pieces.next().then(({ done, value }) => (done === true ? undefined : value));
      if (rest === undefined) return 0;
      const copied = rest.copy(target, offset);
      rest = copied < rest.length ? rest.subarray(copied) : undefined;
      return copied;
    },
    close: async () => {
      gunzip.destroy();
      stream.destroy();
      await file.close();
    },
  };
};

/**
 * Opens a log, plain or compressed (by its name's `.gz`).
 *
 * @throws the file system's error, or an Error where the path is no regular file (a FIFO would never end)
 */
export const openLog = async (path: string): Promise<OpenLog> => {
  // Opening a FIFO would block until somebody writes, and no signal ends that.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const stat = await file.stat();
  if (!stat.isFile()) {
    await file.close();
    throw new Error('it is no regular file');
  }
  const source = path.endsWith('.gz') ? gzipSource(file) : plainSource(file, stat.size);
  return { ...source, inode: stat.ino, sizeBytes: stat.size, modifiedAt: stat.mtime };
};
