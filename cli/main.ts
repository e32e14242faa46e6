import { readEnvironment } from './environment.ts';
import { InterruptedError } from './errors.ts';
import { watchInterruption } from './interruption.ts';
import { runProgram } from './program.ts';
import { errorDocument, errorLines, exitCodeOfError } from './render/errors.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const asksForJson = (words: string[]): boolean => {
  const end = words.indexOf('--');
  return (end < 0 ? words : words.slice(0, end)).includes('--json');
};

const report = (error: unknown, terminal: Terminal): number => {
  if (error instanceof InterruptedError && error.isQuiet) return error.exitCode;
  if (terminal.isJson) terminal.printJson(errorDocument(error));
  else terminal.note(...errorLines(error, terminal.noteColors));
  return exitCodeOfError(error);
};

const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    stream.write('', () => resolve());
  });

/** Runs the command and ends the process with its exit code, once all output is out. */
export const main = async (words: string[]): Promise<void> => {
  const environment = readEnvironment();
  const terminal = openTerminal(environment, asksForJson(words));
  const interruption = watchInterruption();
  let exitCode: number;
  try {
    exitCode = await runProgram(words, { terminal, environment, signal: interruption.signal });
  } catch (error) {
    // Whatever broke because of an interruption, the interruption is the reason.
    exitCode = report(interruption.signal.aborted ? interruption.signal.reason : error, terminal);
  }
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(exitCode);
};
