import { parseArgs } from 'node:util';
import type { OptionName } from '../contract.ts';
import { type CommandName, commands, type FlagName, flagOptions, valueOptions } from './option-table.ts';
import { type OptionProblem, quoted } from './usage-error.ts';

/** The words of the command line, sorted; values unchecked. */
export interface CommandLine {
  command: CommandName;
  values: ReadonlyMap<OptionName, string>;
  flags: ReadonlySet<FlagName>;
  problems: OptionProblem[];
}

interface OptionWord {
  name: string;
  rawName: string;
  value?: string | undefined;
  inlineValue?: boolean | undefined;
}

const isValueOption = (name: string): name is OptionName => Object.hasOwn(valueOptions, name);
const isFlag = (name: string): name is FlagName => name === 'help' || Object.hasOwn(flagOptions, name);

const parsed = (words: string[]) =>
  parseArgs({
    args: words,
    // Strict parsing stops at the first problem; all are to be told at once.
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      ...Object.fromEntries(
        Object.entries(valueOptions).map(([name, { short }]) => [
          name,
          { type: 'string' as const, ...(short !== undefined && { short }) },
        ]),
      ),
      ...Object.fromEntries(Object.keys(flagOptions).map((name) => [name, { type: 'boolean' as const }])),
    },
  }).tokens;

/** What is wrong with an option as it was written, before its value is looked at. */
const formFault = ({ name, value, inlineValue }: OptionWord): string | undefined => {
  if (isFlag(name)) return value === undefined ? undefined : 'takes no value';
  if (!isValueOption(name)) return 'is not known';
  // `--logfile --once`: the value was forgotten. Negative numbers are refused with their bounds.
  if (value === undefined || (inlineValue === false && /^-\D/.test(value))) return 'is without a value';
  return value.trim() === '' ? 'is empty' : undefined;
};

const commandOf = (words: string[], problems: OptionProblem[]): CommandName => {
  const [first, ...others] = words;
  if (others.length > 0) {
    problems.push({
      name: others.map(quoted).join(' '),
      detail: `is too much: give one command, after it only options`,
    });
  }
  if (first === undefined) return 'run';
  if (Object.hasOwn(commands, first)) return first as CommandName;
  problems.push({ name: quoted(first), detail: `is no command: give ${Object.keys(commands).join(', ')}` });
  return 'run';
};

/**
 * Sorts the words of the command line into command, values and flags. Of an option given twice the last counts.
 *
 * @param words those after the program's name
 */
export const readCommandLine = (words: string[]): CommandLine => {
  const values = new Map<OptionName, string>();
  const flags = new Set<FlagName>();
  const problems: OptionProblem[] = [];
  const positionals: string[] = [];
  for (const token of parsed(words)) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const fault = formFault(token);
    // By its long name, so that one problem of an option is told once.
    const name = isValueOption(token.name) ? `--${token.name}` : token.rawName;
    if (fault !== undefined) problems.push({ name, detail: fault });
    else if (isFlag(token.name)) flags.add(token.name);
    else if (isValueOption(token.name)) values.set(token.name, (token.value ?? '').trim());
  }
  return { command: commandOf(positionals, problems), values, flags, problems };
};
