/** Lines below a command's help: how it is typed. */
export const examples = (...lines: string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ runbook ${line}`).join('\n')}`;

/** Tells the program the exit code of the command that ran. */
export type Finish = (code: number) => void;
