import ora from 'ora';
import pc from 'picocolors';
import type { CliEnvironment } from './environment.ts';

/** Colours by name; on anything but a terminal they return their text as it is. */
export type Colors = ReturnType<typeof pc.createColors>;

/** A line that moves while something is waited for; on anything but a terminal it is silent. */
export interface Spinner {
  say(text: string): void;
  /** The same for what takes long: elsewhere than on a terminal it becomes a note. */
  announce(text: string): void;
  end(): void;
}

/** Where the command writes. */
export interface Terminal {
  /** Lines for the reader of the output. Nothing but `printJson` and `printJsonLine` write there in JSON mode. */
  print(...lines: string[]): void;
  /** The one document of JSON mode. */
  printJson(document: unknown): void;
  /** A document on a line of its own, after that one: what happens while a command goes on. */
  printJsonLine(document: unknown): void;
  /** Lines about the command itself; never part of the output. */
  note(...lines: string[]): void;
  spin(text: string): Spinner;
  colors: Colors;
  /** Colours for `note`. */
  noteColors: Colors;
  /** Columns to stay within. */
  width: number;
  isJson: boolean;
}

const widthElsewhere = 80;

/** The process's own output: colour and spinner only where a person watches, JSON to the last byte where asked for. */
export const openTerminal = ({ isPlain }: CliEnvironment, isJson: boolean): Terminal => {
  const { stdout, stderr } = process;
  const isWatched = stdout.isTTY === true && stderr.isTTY === true && !isJson;
  const write = (stream: NodeJS.WriteStream) => (lines: string[]) => {
    if (lines.length > 0) stream.write(`${lines.join('\n')}\n`);
  };
  return {
    print: (...lines) => {
      if (!isJson) write(stdout)(lines);
    },
    printJson: (document) => write(stdout)([JSON.stringify(document, null, 2)]),
    printJsonLine: (document) => write(stdout)([JSON.stringify(document)]),
    note: (...lines) => write(stderr)(lines),
    spin: (text) => {
      if (!isWatched || isPlain) return { say: () => {}, announce: (what) => write(stderr)([what]), end: () => {} };
      // Raw mode (discardStdin) would swallow Ctrl-C while the event loop is busy.
      const spinner = ora({ text, discardStdin: false }).start();
      const say = (next: string) => {
        spinner.text = next;
      };
      return {
        say,
        announce: say,
        end: () => {
          spinner.stop();
        },
      };
    },
    colors: pc.createColors(stdout.isTTY === true && !isPlain && !isJson),
    noteColors: pc.createColors(stderr.isTTY === true && !isPlain),
    width: (stdout.isTTY && stdout.columns) || widthElsewhere,
    isJson,
  };
};
