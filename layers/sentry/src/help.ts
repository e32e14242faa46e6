import { type OptionName, programName, programVersion } from '../contract.ts';
import { commands, flagOptions, shownDefault, type ValueOption, valueOptions, variableOf } from './option-table.ts';

const helpColumn = 24;
const width = 96;

const wrapped = (text: string, room: number): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
};

/** As Python's argparse lays it out: help from one column on, below the option where that is too long. */
const entry = (left: string, help: string): string => {
  const pad = ' '.repeat(helpColumn);
  const lines = wrapped(help, width - helpColumn);
  if (left.length + 2 > helpColumn - 2) return [`  ${left}`, ...lines.map((line) => pad + line)].join('\n');
  return lines.map((line, index) => (index === 0 ? `  ${left}`.padEnd(helpColumn) : pad) + line).join('\n');
};

const valueEntry = ([name, { short, metavar, help }]: [OptionName, ValueOption]): string => {
  const left = short === undefined ? `--${name} ${metavar}` : `-${short} ${metavar}, --${name} ${metavar}`;
  const fallback = shownDefault(name);
  const standing = name === 'region' ? 'Required.' : fallback === undefined ? '' : `Default: ${fallback}.`;
  return entry(left, [help, standing, `[${variableOf(name)}]`].filter((part) => part !== '').join(' '));
};

/** What `--help` prints. */
export const helpText = (): string => {
  const options = Object.entries(valueOptions) as [OptionName, ValueOption][];
  const flags = Object.entries(flagOptions).map(([name, help]) => entry(`--${name}`, help));
  const names = Object.entries(commands).map(([name, help]) => entry(name, help));
  return [
    `usage: ${programName} [-h] -r REGION [-i INTERVAL] [-n RETRIES] [-l LOGFILE] [-k LOGLEVEL] [OPTION ...]`,
    `       ${programName} status|release [--json] [OPTION ...]`,
    '',
    'Purpose:',
    '--------------',
    'For use on ECS Anywhere external hosts:',
    'Configures ECS orchestrated containers to automatically restart',
    'on failure when on-region ecs control-plane is detected to be unreachable.',
    '',
    'Commands:',
    '--------------',
    ...names,
    '',
    'Configuration Parameters:',
    '--------------',
    entry('-h, --help', 'Show this help message and exit.'),
    ...options.map(valueEntry),
    ...flags,
    '',
    'In brackets: the environment variable that stands for an option; the command line wins.',
    'The probe goes through the HTTP proxy of HTTPS_PROXY or HTTP_PROXY unless NO_PROXY excepts the endpoint; where the',
    'environment names none, through the one that /etc/ecs/ecs.config names for the ECS agent.',
    '',
  ].join('\n');
};

/** What `--version` prints. */
export const versionText = (): string => `${programName} ${programVersion}\n`;
