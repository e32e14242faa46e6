import { programName } from '../contract.ts';

/** One option that is wrong or missing. Never holds a secret. */
export interface OptionProblem {
  /** As it was given: `--interval`, or the variable `SENTRY_INTERVAL`. */
  name: string;
  /** What is wrong: `must be a whole number from 1 to 3600, not "0.5"`. */
  detail: string;
}

/** Some options are wrong; holds all of them. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly problems: readonly OptionProblem[];

  constructor(problems: readonly OptionProblem[]) {
    super(problems.map(({ name, detail }) => `${name} ${detail}`).join('; '));
    this.problems = problems;
  }
}

/** What a usage error prints: one line for each problem. */
export const usageText = ({ problems }: UsageError): string =>
  [
    ...problems.map(({ name, detail }) => `${programName}: error: ${name} ${detail}`),
    `${programName} --help lists the options`,
    '',
  ].join('\n');

/** Shows a bad value on one short printable line. */
export const quoted = (value: string): string => {
  const printable = value.replace(/[^\x20-\x7e]/g, '?');
  return printable.length > 60 ? `"${printable.slice(0, 60)}…"` : `"${printable}"`;
};
