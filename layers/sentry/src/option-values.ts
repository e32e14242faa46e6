import { isIP } from 'node:net';
import { type OptionName, optionBounds, optionDefaults } from '../contract.ts';
import { type Endpoint, parseEndpoint } from './endpoint.ts';
import { variableOf } from './option-table.ts';
import { type OptionProblem, quoted } from './usage-error.ts';

/** Reads options one by one and collects every problem, so that all are named at once. */
export interface OptionReader {
  problems: OptionProblem[];
  /** What was given; the command line wins over the environment, where an empty variable counts as none. */
  given(name: OptionName): string | undefined;
  /** Says that what was given for an option is wrong. */
  refuse(name: OptionName, detail: string): void;
}

/** @param values those of the command line */
export const optionReader = (
  values: ReadonlyMap<OptionName, string>,
  variables: Readonly<Record<string, string | undefined>>,
  problems: OptionProblem[],
): OptionReader => ({
  problems,
  given: (name) => values.get(name) ?? (variables[variableOf(name)]?.trim() || undefined),
  refuse: (name, detail) => {
    const isWritten = values.has(name) || !variables[variableOf(name)]?.trim();
    problems.push({ name: isWritten ? `--${name}` : variableOf(name), detail });
  },
});

/** A whole number within the contract's bounds. */
export const wholeNumber = (reader: OptionReader, name: keyof typeof optionBounds): number => {
  const [low, high] = optionBounds[name];
  const text = reader.given(name);
  if (text === undefined) return optionDefaults[name];
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return value;
  reader.refuse(name, `must be a whole number from ${low} to ${high}, not ${quoted(text)}`);
  return optionDefaults[name];
};

/** One of a few words, in capitals or not. */
export const oneOf = <Word extends string>(
  reader: OptionReader,
  name: OptionName,
  words: readonly Word[],
  fallback: Word,
): Word => {
  const text = reader.given(name);
  if (text === undefined) return fallback;
  const word = words.find((candidate) => candidate.toLowerCase() === text.toLowerCase());
  if (word === undefined) reader.refuse(name, `must be one of ${words.join(', ')}, not ${quoted(text)}`);
  return word ?? fallback;
};

const regionSyntax = /^[a-z]{2,6}(-[a-z]{2,12}){1,3}-\d{1,2}$/;

/** A region as AWS writes them; whether it exists shows when its endpoint is asked. */
export const region = (reader: OptionReader): string => {
  const text = reader.given('region')?.toLowerCase() ?? '';
  if (regionSyntax.test(text)) return text;
  const zone = /^(.+-\d{1,2})[a-z]$/.exec(text)?.[1];
  if (text === '') reader.refuse('region', 'is missing: name the region of the cluster, e.g. eu-central-1');
  else if (zone !== undefined && regionSyntax.test(zone)) {
    reader.refuse('region', `must be a region, not an availability zone: ${zone}, not ${quoted(text)}`);
  } else reader.refuse('region', `must be a region such as eu-central-1, not ${quoted(text)}`);
  return text;
};

/** The Docker Engine's address, by socket or TCP. */
export const dockerHost = (reader: OptionReader): string => {
  const text = reader.given('docker-host') ?? optionDefaults['docker-host'];
  const [, address] = /^tcp:\/\/([^/]+)\/?$/.exec(text) ?? [];
  const isTaken = /^unix:\/\/\/./.test(text) || (address !== undefined && parseEndpoint(address, 2_375) !== undefined);
  if (!isTaken) reader.refuse('docker-host', `must be unix:///path or tcp://host:port, not ${quoted(text)}`);
  return text;
};

/** The one DNS server to ask, in the spelling of Node's resolver; undefined: the host's own. */
export const resolver = (reader: OptionReader): string | undefined => {
  const text = reader.given('resolver');
  if (text === undefined) return undefined;
  const server: Endpoint | undefined = parseEndpoint(text, 53);
  if (server !== undefined && isIP(server.host) !== 0) return text;
  reader.refuse('resolver', `must be an IP address, with or without a port, not ${quoted(text)}`);
  return undefined;
};
