import { environmentNames, type OptionName, optionDefaults, places } from '../contract.ts';

/** An option that takes a value. */
export interface ValueOption {
  short?: string;
  /** What stands for the value in the help. */
  metavar: string;
  help: string;
}

/** Options with a value, in the order of the help: first those of the original program, then what is new. */
export const valueOptions: Readonly<Record<OptionName, ValueOption>> = {
  region: { short: 'r', metavar: 'REGION', help: 'AWS region where ecs cluster is located.' },
  interval: {
    short: 'i',
    metavar: 'INTERVAL',
    help: 'Interval in seconds sentry will sleep between connectivity checks.',
  },
  retries: {
    short: 'n',
    metavar: 'RETRIES',
    help: 'Number of times Docker will restart a crashing container; 0 for no limit.',
  },
  logfile: { short: 'l', metavar: 'LOGFILE', help: 'Logfile name & location.' },
  loglevel: {
    short: 'k',
    metavar: 'LOGLEVEL',
    help: 'Log data event severity: DEBUG, INFO, WARNING, ERROR or CRITICAL.',
  },
  'log-format': { metavar: 'FORMAT', help: 'text or json.' },
  endpoint: {
    metavar: 'HOST[:PORT]',
    help: 'What to probe instead of the public ECS endpoint of the region, e.g. a VPC endpoint; an https URL serves, too.',
  },
  'probe-timeout': { metavar: 'SECONDS', help: 'Limit on a probe in all: DNS, TCP, TLS and answer.' },
  'offline-after': { metavar: 'COUNT', help: 'Failed probes in a row before anything is changed.' },
  'online-after': { metavar: 'COUNT', help: 'Successful probes in a row before anything is changed back.' },
  'restart-policy': {
    metavar: 'POLICY',
    help: 'Policy that containers get during an outage: on-failure, always or unless-stopped (without --retries).',
  },
  reconnect: {
    metavar: 'STRATEGY',
    help: 'What becomes of containers that were restarted during the outage: cleanup, graceful, rolling or preserve.',
  },
  'stop-timeout': { metavar: 'SECONDS', help: 'Time between SIGTERM and SIGKILL of a container that is stopped.' },
  'reconnect-timeout': { metavar: 'SECONDS', help: 'How long graceful waits for a newer container.' },
  'state-directory': { metavar: 'DIRECTORY', help: 'Where the state file and the records are kept.' },
  'docker-host': { metavar: 'ADDRESS', help: 'Docker Engine: unix:///path or tcp://host:port.' },
  resolver: { metavar: 'ADDRESS[:PORT]', help: 'DNS server to ask instead of those of the host.' },
};

/** Options without a value. */
export const flagOptions = {
  'dry-run': 'Print what would be done now, and do nothing.',
  once: 'Look once, do what is due, and exit.',
  json: 'Print JSON (status and release).',
  version: 'Show the version and exit.',
} as const;

export type FlagName = keyof typeof flagOptions | 'help';

/** What the program can be told to do. */
export const commands = {
  run: 'Watch, and act on outages (default).',
  status: 'Print state, last probes and affected containers.',
  release: 'Give every container its own restart policy back and unpause the agent.',
} as const;

export type CommandName = keyof typeof commands;

/** The default of an option as the help shows it; undefined where there is none. */
export const shownDefault = (name: OptionName): string | undefined => {
  if (name === 'logfile') return `${places.logFile}, or ${places.fallbackLogFile} where that cannot be written`;
  if (name === 'state-directory') return places.stateDirectory;
  return name in optionDefaults ? String(optionDefaults[name as keyof typeof optionDefaults]) : undefined;
};

/** The variable that stands for an option. */
export const variableOf = (name: OptionName): string => environmentNames[name];
