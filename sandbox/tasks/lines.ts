/**
 * Docker's awslogs driver cuts lines at what one event can hold, not at Docker's usual 16 KB.
 *
 * @see https://github.com/moby/moby/blob/master/daemon/logger/awslogs/cloudwatchlogs.go (BufSize)
 */
export const maxLineBytes = 262_144 - 26;

const newline = 0x0a;

/** Cuts a stream of bytes into lines; longer ones than `maxLineBytes` become several, never inside a character. */
export class LineSplitter {
  #rest: Buffer = Buffer.alloc(0);

  /** Lines that are complete with this chunk; empty ones are left out, as CloudWatch Logs takes no empty event. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let buffer = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    for (let end = lineEnd(buffer); end !== undefined; end = lineEnd(buffer)) {
      lines.push(buffer.toString('utf8', 0, end));
      buffer = buffer.subarray(buffer[end] === newline ? end + 1 : end);
    }
    this.#rest = buffer;
    return lines.filter((line) => line !== '');
  }

  /** What came after the last newline. */
  end(): string[] {
    const rest = this.#rest.toString('utf8');
    this.#rest = Buffer.alloc(0);
    return rest === '' ? [] : [rest];
  }
}

/** Where the buffer's first line ends; undefined while it may still grow. */
const lineEnd = (buffer: Buffer): number | undefined => {
  const found = buffer.subarray(0, maxLineBytes + 1).indexOf(newline);
  if (found >= 0) return found;
  return buffer.length > maxLineBytes ? characterStart(buffer, maxLineBytes) : undefined;
};

/** The last start of a UTF-8 character at or before `index`. */
const characterStart = (buffer: Buffer, index: number): number => {
  let start = index;
  while (start > index - 4 && ((buffer[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
};
