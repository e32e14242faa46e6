import {
  type DiagnosticMode,
  diagnosticModes,
  environmentBounds,
  environmentDefaults,
  environmentNames,
} from '../contract.ts';
import { type Endpoint, parseEndpoints } from './environment/endpoint.ts';
import {
  boundedInteger,
  type FieldReader,
  type Problem,
  quoted,
  readFields,
  type Variables,
} from './environment/fields.ts';
import { parseMatcher, type StatusMatcher } from './environment/matcher.ts';
import { type MysqlSettings, readMysqlSettings } from './environment/mysql-fields.ts';

const names = environmentNames;

export interface GeneralSettings {
  mode: 'GENERAL';
  maxMatches: number;
  timeoutSeconds: number;
}

export interface TaskSettings {
  mode: 'TASK';
  /** Any substring: never a pattern, never a file name. */
  taskId: string;
  maxMatches: number;
}

export interface HealthcheckSettings {
  mode: 'HEALTHCHECK';
  endpoints: Endpoint[];
  port: number;
  protocol: 'http' | 'https';
  checks: number;
  intervalSeconds: number;
  timeoutSeconds: number;
  matcher: StatusMatcher;
}

export interface ConnectivitySettings {
  mode: 'CONNECTIVITY';
  endpoints: Endpoint[];
  port: number;
  /** Absent: the port alone says whether to speak TLS. */
  protocol?: 'http' | 'https';
  timeoutSeconds: number;
}

/** What was asked for, by mode. */
export type ModeSettings = GeneralSettings | TaskSettings | HealthcheckSettings | ConnectivitySettings | MysqlSettings;

/** Where the program looks and what ECS told it: the same for every mode. */
export interface Places {
  logDirectory: string;
  /** In the order they are looked in. */
  configDirectories: string[];
  dockerHost: string;
  resolver?: string;
  serviceSuffix?: string;
  metadataUriV4?: string;
  metadataUriV3?: string;
  /** `AWS_ECS_EC2` and the like. */
  executionEnvironment?: string;
  /** Region by AWS_REGION or AWS_DEFAULT_REGION. */
  region?: string;
  /** Names, never values, of all variables. */
  variableNames: string[];
}

/** Everything the environment says, read once. */
export interface Environment {
  settings: ModeSettings;
  places: Places;
  /** Variables that are set but belong to another mode. */
  unused: string[];
}

/** Some variables are wrong or missing; holds all of them. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly mode: DiagnosticMode | 'UNKNOWN';
  readonly problems: readonly Problem[];

  constructor(mode: DiagnosticMode | 'UNKNOWN', problems: readonly Problem[]) {
    super(problems.map(({ variable, detail }) => `${variable} ${detail}`).join('; '));
    this.mode = mode;
    this.problems = problems;
  }
}

const readMode = (fields: FieldReader): DiagnosticMode | 'UNKNOWN' => {
  const remedy = `set it to one of ${diagnosticModes.join(', ')}`;
  const text = fields.required(names.mode, remedy);
  const mode = text.toUpperCase() === 'HEALTH_CHECK' ? 'HEALTHCHECK' : text.toUpperCase();
  const known = diagnosticModes.find((candidate) => candidate === mode);
  if (known === undefined && text !== '') fields.refuse(names.mode, `does not know ${quoted(text)}`, remedy);
  return known ?? 'UNKNOWN';
};

const readEndpoints = (fields: FieldReader): Endpoint[] => {
  const remedy = 'set it to host or host/path, several separated by commas, e.g. 10.0.5.10/health';
  const text = fields.required(names.endpoint, remedy);
  const endpoints = text === '' ? [] : parseEndpoints(text);
  if (typeof endpoints !== 'string') return endpoints;
  fields.refuse(names.endpoint, endpoints, remedy);
  return [];
};

const readProtocol = (fields: FieldReader): 'http' | 'https' | undefined => {
  const text = fields.optional(names.protocol)?.toLowerCase();
  if (text === undefined || text === 'http' || text === 'https') return text;
  fields.refuse(names.protocol, `must be http or https, not ${quoted(text)}`, 'set it to http or https');
  return undefined;
};

const readPort = (fields: FieldReader): number => fields.integer(names.port, environmentBounds.port);

const readTaskId = (fields: FieldReader): string => {
  const remedy = 'set it to the id of the task, or to any text of 1 to 256 characters on one line';
  const taskId = fields.required(names.taskId, remedy);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (taskId.length > 256 || /[\x00-\x1f\x7f]/.test(taskId)) {
    fields.refuse(names.taskId, `cannot be searched for: ${quoted(taskId)}`, remedy);
  }
  return taskId;
};

const readHealthcheck = (fields: FieldReader): HealthcheckSettings => {
  const matcherText = fields.optional(names.matcher) ?? environmentDefaults.matcher;
  const parsed = parseMatcher(matcherText);
  if (parsed === undefined) {
    const remedy = 'set it as in a target group, e.g. 200, 200-399 or 200,301';
    fields.refuse(names.matcher, `cannot be read: ${quoted(matcherText)}`, remedy);
  }
  if (fields.optional(names.protocol) === undefined) {
    fields.refuse(names.protocol, 'is missing', 'set it to http or https');
  }
  return {
    mode: 'HEALTHCHECK',
    endpoints: readEndpoints(fields),
    port: readPort(fields),
    protocol: readProtocol(fields) ?? 'http',
    checks: boundedInteger(fields, 'checks'),
    intervalSeconds: boundedInteger(fields, 'intervalSeconds'),
    timeoutSeconds: boundedInteger(fields, 'timeoutSeconds'),
    matcher: parsed ?? { text: matcherText, matches: () => false },
  };
};

const readConnectivity = (fields: FieldReader): ConnectivitySettings => {
  const protocol = readProtocol(fields);
  return {
    mode: 'CONNECTIVITY',
    endpoints: readEndpoints(fields),
    port: readPort(fields),
    ...(protocol !== undefined && { protocol }),
    timeoutSeconds: boundedInteger(fields, 'timeoutSeconds'),
  };
};

const readers: Record<DiagnosticMode, (fields: FieldReader, variables: Variables) => ModeSettings> = {
  GENERAL: (fields) => ({
    mode: 'GENERAL',
    maxMatches: boundedInteger(fields, 'maxMatches'),
    timeoutSeconds: boundedInteger(fields, 'timeoutSeconds'),
  }),
  TASK: (fields) => ({ mode: 'TASK', taskId: readTaskId(fields), maxMatches: boundedInteger(fields, 'maxMatches') }),
  HEALTHCHECK: readHealthcheck,
  CONNECTIVITY: readConnectivity,
  MYSQL_CONNECTION: readMysqlSettings,
};

/** Variables that ask for something, by the modes that read them. USER and HOST are too often inherited to tell. */
const usedBy: readonly [variable: string, modes: readonly DiagnosticMode[]][] = [
  [names.taskId, ['TASK']],
  [names.endpoint, ['HEALTHCHECK', 'CONNECTIVITY']],
  [names.port, ['HEALTHCHECK', 'CONNECTIVITY']],
  [names.protocol, ['HEALTHCHECK', 'CONNECTIVITY']],
  [names.database, ['MYSQL_CONNECTION']],
  [names.password, ['MYSQL_CONNECTION']],
  [names.mysqlSecretArn, ['MYSQL_CONNECTION']],
];

const readPlaces = (fields: FieldReader, variables: Variables): Places => {
  const configDirectory = fields.optional(names.configDirectory);
  const optional = {
    resolver: fields.optional(names.resolver),
    serviceSuffix: fields.optional(names.serviceSuffix),
    metadataUriV4: fields.optional('ECS_CONTAINER_METADATA_URI_V4'),
    metadataUriV3: fields.optional('ECS_CONTAINER_METADATA_URI'),
    executionEnvironment: fields.optional('AWS_EXECUTION_ENV'),
    region: fields.optional('AWS_REGION') ?? fields.optional('AWS_DEFAULT_REGION'),
  };
  return {
    logDirectory: fields.optional(names.logDirectory) ?? '/var/log/ecs',
    configDirectories: configDirectory === undefined ? ['/etc/config', '/etc/ecs'] : [configDirectory],
    dockerHost: fields.optional(names.dockerHost) ?? 'unix:///var/run/docker.sock',
    variableNames: Object.keys(variables).sort(),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
};

/**
 * Reads all variables once: the only place that does.
 *
 * @param variables process.env
 * @throws EnvironmentError naming every wrong or missing variable
 */
export const readEnvironment = (variables: Variables): Environment => {
  const fields = readFields(variables);
  const mode = readMode(fields);
  const settings = mode === 'UNKNOWN' ? undefined : readers[mode](fields, variables);
  const places = readPlaces(fields, variables);
  if (settings === undefined || mode === 'UNKNOWN' || fields.problems.length > 0) {
    throw new EnvironmentError(mode, fields.problems);
  }
  const isUnused = ([variable, modes]: (typeof usedBy)[number]): boolean =>
    variables[variable] !== undefined && !modes.includes(mode);
  return { settings, places, unused: usedBy.filter(isUnused).map(([variable]) => variable) };
};
