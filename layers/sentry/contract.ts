/**
 * What the network sentry and those that install and read it agree on: names, options, phases, the lines of its log that others read.
 * All that `functions/` may import of this layer. Names and defaults are those of ECS External Instance Network Sentry where it has them.
 */

export const programName = 'ecs-external-instance-network-sentry';
/** What `--version` prints: the version of the package. */
export const programVersion = '0.1.0';
/** Its systemd unit. */
export const unitName = `${programName}.service`;

/** Where it keeps its state and its records, and where it logs; the second log file is used where the first cannot be written. */
export const places = {
  stateDirectory: `/var/lib/${programName}`,
  logFile: `/var/log/${programName}.log`,
  fallbackLogFile: `/tmp/${programName}.log`,
} as const;

/** Environment variables that stand for its options, by the option's name. */
export const environmentNames = {
  region: 'SENTRY_REGION',
  interval: 'SENTRY_INTERVAL',
  retries: 'SENTRY_RETRIES',
  logfile: 'SENTRY_LOGFILE',
  loglevel: 'SENTRY_LOGLEVEL',
  'log-format': 'SENTRY_LOG_FORMAT',
  endpoint: 'SENTRY_ENDPOINT',
  'probe-timeout': 'SENTRY_PROBE_TIMEOUT',
  'offline-after': 'SENTRY_OFFLINE_AFTER',
  'online-after': 'SENTRY_ONLINE_AFTER',
  'restart-policy': 'SENTRY_RESTART_POLICY',
  reconnect: 'SENTRY_RECONNECT',
  'stop-timeout': 'SENTRY_STOP_TIMEOUT',
  'reconnect-timeout': 'SENTRY_RECONNECT_TIMEOUT',
  'state-directory': 'SENTRY_STATE_DIRECTORY',
  'docker-host': 'DOCKER_HOST',
  resolver: 'SENTRY_RESOLVER',
} as const;

export type OptionName = keyof typeof environmentNames;

export const optionDefaults = {
  /** Seconds between probes. */
  interval: 20,
  /** Restarts by Docker's on-failure policy; 0: unlimited. */
  retries: 0,
  loglevel: 'INFO',
  'log-format': 'text',
  /** Seconds that a probe may take in all. */
  'probe-timeout': 5,
  /** Failures in a row before anything changes. */
  'offline-after': 2,
  /** Successes in a row before anything changes back. */
  'online-after': 2,
  'restart-policy': 'on-failure',
  reconnect: 'cleanup',
  /** Seconds between SIGTERM and SIGKILL of a container that is stopped. */
  'stop-timeout': 10,
  /** Seconds that `graceful` waits for a newer container. */
  'reconnect-timeout': 300,
  'docker-host': 'unix:///var/run/docker.sock',
} as const;

/** Bounds of the numbers, both ends included. */
export const optionBounds = {
  interval: [1, 3_600],
  retries: [0, 1_000_000],
  'probe-timeout': [1, 60],
  'offline-after': [1, 100],
  'online-after': [1, 100],
  'stop-timeout': [0, 3_600],
  'reconnect-timeout': [0, 86_400],
} as const;

export const logLevels = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
export type LogLevel = (typeof logLevels)[number];
export const logFormats = ['text', 'json'] as const;
export type LogFormat = (typeof logFormats)[number];
export const restartPolicies = ['on-failure', 'always', 'unless-stopped'] as const;
export type RestartPolicyName = (typeof restartPolicies)[number];
export const reconnectStrategies = ['cleanup', 'graceful', 'rolling', 'preserve'] as const;
export type ReconnectStrategy = (typeof reconnectStrategies)[number];

/** Label that ECS's agent gives each container of a task. */
export const clusterLabel = 'com.amazonaws.ecs.cluster';
export const taskArnLabel = 'com.amazonaws.ecs.task-arn';
export const familyLabel = 'com.amazonaws.ecs.task-definition-family';
export const revisionLabel = 'com.amazonaws.ecs.task-definition-version';
export const containerNameLabel = 'com.amazonaws.ecs.container-name';
/** Image of the agent's own container, whatever its name and tag. */
export const agentImage = 'amazon/amazon-ecs-agent';

/** The log line that tells of an outage that is over starts so; JSON of an OutageRecord follows. */
export const outagePrefix = 'SENTRY_OUTAGE ';

/** Seconds and what was done, for the cloud side. */
export interface OutageRecord {
  version: 1;
  /** ISO 8601: first failed probe and first successful one. */
  startedAt: string;
  endedAt: string;
  /** Why the first probe failed, e.g. `dns: no such name`. */
  reason: string;
  reconnect: ReconnectStrategy;
  /** Counts of containers. */
  protected: number;
  restartedByDocker: number;
  startedBySentry: number;
  removed: number;
  restored: number;
  preserved: number;
  failed: number;
}

/** Exit codes of the program. */
export const exitCodes = { ok: 0, failed: 1, badUsage: 2 } as const;
