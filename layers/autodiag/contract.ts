/**
 * What AutoDiag and its callers agree on: modes, environment names and the report line.
 * All that `functions/` may import of this layer. Source of the names: ECS AutoDiag's own table.
 */

/** What AutoDiag can be asked for with DIAG_MODE. The program also takes HEALTH_CHECK for HEALTHCHECK. */
export const diagnosticModes = ['GENERAL', 'TASK', 'HEALTHCHECK', 'CONNECTIVITY', 'MYSQL_CONNECTION'] as const;
export type DiagnosticMode = (typeof diagnosticModes)[number];

/** Environment variables that are AutoDiag's interface, by what they mean. */
export const environmentNames = {
  mode: 'DIAG_MODE',
  taskId: 'TASK_ID',
  endpoint: 'ENDPOINT',
  port: 'PORT',
  protocol: 'PROTOCOL',
  user: 'USER',
  password: 'PASSWORD',
  host: 'HOST',
  database: 'DATABASE',
  databasePort: 'DB_PORT',
  mysqlSecretArn: 'MYSQL_SECRET_ARN',
  checks: 'CHECKS',
  intervalSeconds: 'INTERVAL_SECONDS',
  timeoutSeconds: 'TIMEOUT_SECONDS',
  matcher: 'MATCHER',
  maxMatches: 'MAX_MATCHES',
  /** Where the agent writes its logs; default /var/log/ecs. */
  logDirectory: 'ECS_LOG_DIR',
  /** Where the agent's configuration is mounted; default /etc/config, then /etc/ecs. */
  configDirectory: 'ECS_CONFIG_DIR',
  /** The Docker Engine's address; default unix:///var/run/docker.sock. */
  dockerHost: 'DOCKER_HOST',
  /** `host[:port]` that stands for the partition's suffix (amazonaws.com:443), where AWS is not the real one. */
  serviceSuffix: 'AUTODIAG_SERVICE_SUFFIX',
  /** `address[:port]` of the DNS resolver to ask instead of the host's. */
  resolver: 'AUTODIAG_RESOLVER',
} as const;

export const environmentDefaults = {
  databasePort: 3306,
  checks: 3,
  intervalSeconds: 10,
  timeoutSeconds: 5,
  matcher: '200-399',
  maxMatches: 500,
} as const;

/** Bounds of the numbers above, both ends included. */
export const environmentBounds = {
  port: [1, 65_535],
  databasePort: [1, 65_535],
  checks: [1, 100],
  intervalSeconds: [0, 300],
  timeoutSeconds: [1, 60],
  maxMatches: [1, 10_000],
} as const;

/** Container name in both task definitions, and the awslogs stream prefix. */
export const containerName = 'autodiag';
export const logStreamPrefix = 'ecs';

/** Last readable line of a run; the report line comes after it. */
export const completeLine = '#### DIAG COMPLETE ####';
/** The line that carries the findings starts so; JSON of an AutodiagReport follows. */
export const reportPrefix = 'AUTODIAG_REPORT ';
/** CloudWatch Logs takes events up to 256 KB (262,144 bytes less 26); the report line stays under this. */
export const reportMaxBytes = 200_000;

/** Exit codes of the program. */
export const exitCodes = { nothingFailed: 0, somethingFailed: 1, badEnvironment: 2 } as const;

/** JSON of the report line. Findings are worst first only where they had to be cut to fit. */
export interface AutodiagReport {
  version: 1;
  /** UNKNOWN only where DIAG_MODE itself was wrong or missing. */
  mode: DiagnosticMode | 'UNKNOWN';
  /** Worst status of the findings. */
  outcome: 'PASS' | 'WARN' | 'FAIL';
  startedAt: string;
  durationSeconds: number;
  /** What the task metadata endpoint told; what could not be learnt is absent and named in a finding. */
  task: { region?: string; cluster?: string; taskArn?: string; launchType?: string };
  findings: { check: string; status: 'PASS' | 'WARN' | 'FAIL'; detail: string; remedy?: string }[];
  /** Findings left out to stay under `reportMaxBytes`, by status; absent when none was. */
  omitted?: { PASS: number; WARN: number; FAIL: number };
}
