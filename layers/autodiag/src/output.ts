/** Prints lines; what was printed reaches the other side before the program ends. */
export interface Output {
  print(line: string): void;
  /** Resolves once everything printed was handed over, or nobody reads any more. */
  flush(): Promise<void>;
}

/** @param stream usually process.stdout, which may be a pipe that is read slowly */
export const streamOutput = (stream: NodeJS.WritableStream): Output => {
  let isBroken = false;
  // EPIPE: the reader has gone, and there is nobody left to tell.
  stream.on('error', () => {
    isBroken = true;
  });
  return {
    print: (line) => {
      if (!isBroken) stream.write(`${line}\n`);
    },
    flush: () =>
      new Promise((resolve) => {
        if (isBroken) resolve();
        else stream.write('', () => resolve());
      }),
  };
};
