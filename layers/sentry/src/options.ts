import type { LogFormat, LogLevel, ReconnectStrategy, RestartPolicyName } from '../contract.ts';

/** What the program is told, complete and checked. Times in milliseconds. */
export interface SentryOptions {
  region: string;
  /** What is probed: the region's ECS endpoint unless told otherwise. */
  endpoint: { host: string; port: number };
  /** HTTP proxy for the probe (HTTPS_PROXY, NO_PROXY); null: none. */
  proxy: { host: string; port: number; authorization: string | null } | null;
  /** `address[:port]` of the one DNS server to ask; absent: the host’s own. */
  resolver?: string;
  intervalMs: number;
  probeTimeoutMs: number;
  offlineAfter: number;
  onlineAfter: number;
  restartPolicy: { Name: RestartPolicyName; MaximumRetryCount: number };
  reconnect: ReconnectStrategy;
  stopTimeoutSeconds: number;
  reconnectTimeoutMs: number;
  logFile: string;
  logLevel: LogLevel;
  logFormat: LogFormat;
  stateDirectory: string;
  /** `unix:///path` or `tcp://host:port`. */
  dockerHost: string;
  isDryRun: boolean;
  isOnce: boolean;
}
