import { readFileSync } from 'node:fs';
import {
  optionDefaults as defaults,
  logFormats,
  logLevels,
  places,
  reconnectStrategies,
  restartPolicies,
} from '../contract.ts';
import { type CommandLine, readCommandLine } from './command-line.ts';
import { type Endpoint, parseOwnEndpoint, regionEndpoint } from './endpoint.ts';
import { helpText, versionText } from './help.ts';
import { dockerHost, type OptionReader, oneOf, optionReader, region, resolver, wholeNumber } from './option-values.ts';
import type { SentryOptions } from './options.ts';
import { chooseProxy, readVariables, type Variables } from './proxy.ts';
import { type OptionProblem, quoted, UsageError } from './usage-error.ts';

/** What `status` and `release` need: they probe nothing and so want no region. */
export type CommonOptions = Omit<SentryOptions, 'region' | 'endpoint' | 'proxy'>;

/** What the program is to do. `text` is to be printed as it is. */
export type Command =
  | { command: 'run'; options: SentryOptions }
  | { command: 'status' | 'release'; isJson: boolean; options: CommonOptions }
  | { command: 'help' | 'version'; text: string };

/** Docker allows a count of restarts with on-failure only. */
const readRestartPolicy = (reader: OptionReader): SentryOptions['restartPolicy'] => {
  const name = oneOf(reader, 'restart-policy', restartPolicies, defaults['restart-policy']);
  const retries = wholeNumber(reader, 'retries');
  if (name !== 'on-failure' && retries > 0) {
    reader.refuse('retries', `must be 0 or absent with ${name}: Docker counts restarts with on-failure only`);
  }
  return { Name: name, MaximumRetryCount: retries };
};

const readCommon = (reader: OptionReader, { flags }: CommandLine): CommonOptions => {
  const server = resolver(reader);
  return {
    ...(server !== undefined && { resolver: server }),
    intervalMs: wholeNumber(reader, 'interval') * 1_000,
    probeTimeoutMs: wholeNumber(reader, 'probe-timeout') * 1_000,
    offlineAfter: wholeNumber(reader, 'offline-after'),
    onlineAfter: wholeNumber(reader, 'online-after'),
    restartPolicy: readRestartPolicy(reader),
    reconnect: oneOf(reader, 'reconnect', reconnectStrategies, defaults.reconnect),
    stopTimeoutSeconds: wholeNumber(reader, 'stop-timeout'),
    reconnectTimeoutMs: wholeNumber(reader, 'reconnect-timeout') * 1_000,
    logFile: reader.given('logfile') ?? places.logFile,
    logLevel: oneOf(reader, 'loglevel', logLevels, defaults.loglevel),
    logFormat: oneOf(reader, 'log-format', logFormats, defaults['log-format']),
    stateDirectory: reader.given('state-directory') ?? places.stateDirectory,
    dockerHost: dockerHost(reader),
    isDryRun: flags.has('dry-run'),
    isOnce: flags.has('once'),
  };
};

const readEndpoint = (reader: OptionReader, ofRegion: Endpoint): Endpoint => {
  const text = reader.given('endpoint');
  const own = text === undefined ? ofRegion : parseOwnEndpoint(text);
  if (own === undefined) {
    reader.refuse(
      'endpoint',
      `must be host, host:port or https://host[:port] without a path, not ${quoted(text ?? '')}`,
    );
  }
  return own ?? ofRegion;
};

/** A flag that would be passed over in silence is refused: `release --dry-run` would release. */
const refuseFlags = ({ command, flags, problems }: CommandLine): void => {
  const foreign = command === 'run' ? (['json'] as const) : (['dry-run', 'once'] as const);
  for (const flag of foreign) {
    if (flags.has(flag)) problems.push({ name: `--${flag}`, detail: `does nothing with the command ${command}` });
  }
};

/** One problem for an option is enough: an empty one is not missing, too. */
const refuse = (problems: OptionProblem[]): void => {
  const names = problems.map(({ name }) => name);
  const first = problems.filter(({ name }, index) => names.indexOf(name) === index);
  if (first.length > 0) throw new UsageError(first);
};

/**
 * Reads command line, environment and the agent's configuration.
 *
 * @param words those after the program's name
 * @param agentConfiguration text of /etc/ecs/ecs.config, which may name a proxy; empty where there is none
 * @throws UsageError naming everything that is wrong or missing
 */
export const readOptions = (words: string[], variables: Variables, agentConfiguration = ''): Command => {
  const line = readCommandLine(words);
  if (line.flags.has('help')) return { command: 'help', text: helpText() };
  if (line.flags.has('version')) return { command: 'version', text: versionText() };
  refuseFlags(line);
  const reader = optionReader(line.values, variables, line.problems);
  if (line.command !== 'run') {
    const options = readCommon(reader, line);
    refuse(line.problems);
    return { command: line.command, isJson: line.flags.has('json'), options };
  }
  const name = region(reader);
  const common = readCommon(reader, line);
  const endpoint = readEndpoint(reader, regionEndpoint(name));
  const { proxy, problem } = chooseProxy(endpoint, variables, readVariables(agentConfiguration));
  refuse(problem === undefined ? line.problems : [...line.problems, problem]);
  return { command: 'run', options: { region: name, endpoint, proxy, ...common } };
};

/** The text of the agent's configuration; empty where there is none or it may not be read. */
export const readAgentConfiguration = (path = '/etc/ecs/ecs.config'): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
