import {
  type DiagnosticMode,
  environmentBounds,
  environmentDefaults,
  environmentNames as names,
} from '../../contract.ts';
import { type Endpoint, parseEndpoints } from './endpoint.ts';
import { boundedInteger, type FieldReader, quoted, type Variables } from './fields.ts';
import { parseMatcher, type StatusMatcher } from './matcher.ts';
import { type MysqlSettings, readMysqlSettings } from './mysql-fields.ts';

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
  /** 1 unless CHECKS is set: repeating is for trouble that comes and goes. */
  checks: number;
  intervalSeconds: number;
  timeoutSeconds: number;
}

/** What was asked for, by mode. */
export type ModeSettings = GeneralSettings | TaskSettings | HealthcheckSettings | ConnectivitySettings | MysqlSettings;

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

const readTaskId = (fields: FieldReader, variables: Variables): string => {
  const remedy = 'set it to the id of the task, or to any text of 1 to 256 characters on one line';
  fields.required(names.taskId, remedy);
  // Blanks count: ` error` is another text than `error`.
  const taskId = variables[names.taskId] ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (taskId.length > 256 || /[\x00-\x1f\x7f]/.test(taskId)) {
    fields.refuse(names.taskId, `cannot be searched for: ${quoted(taskId)}`, remedy);
  }
  return taskId;
};

const readMatcher = (fields: FieldReader): StatusMatcher => {
  const text = fields.optional(names.matcher) ?? environmentDefaults.matcher;
  const parsed = parseMatcher(text);
  if (parsed !== undefined) return parsed;
  const remedy = 'set it as in a target group, e.g. 200, 200-399 or 200,301';
  fields.refuse(names.matcher, `cannot be read: ${quoted(text)}`, remedy);
  return { text, matches: () => false };
};

const readHealthcheck = (fields: FieldReader): HealthcheckSettings => {
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
    matcher: readMatcher(fields),
  };
};

const readConnectivity = (fields: FieldReader): ConnectivitySettings => {
  const protocol = readProtocol(fields);
  return {
    mode: 'CONNECTIVITY',
    endpoints: readEndpoints(fields),
    port: readPort(fields),
    ...(protocol !== undefined && { protocol }),
    checks: fields.integer(names.checks, environmentBounds.checks, 1),
    intervalSeconds: boundedInteger(fields, 'intervalSeconds'),
    timeoutSeconds: boundedInteger(fields, 'timeoutSeconds'),
  };
};

/** Reads what a mode needs. */
export const modeReaders: Record<DiagnosticMode, (fields: FieldReader, variables: Variables) => ModeSettings> = {
  GENERAL: (fields) => ({
    mode: 'GENERAL',
    maxMatches: boundedInteger(fields, 'maxMatches'),
    timeoutSeconds: boundedInteger(fields, 'timeoutSeconds'),
  }),
  TASK: (fields, variables) => ({
    mode: 'TASK',
    taskId: readTaskId(fields, variables),
    maxMatches: boundedInteger(fields, 'maxMatches'),
  }),
  HEALTHCHECK: readHealthcheck,
  CONNECTIVITY: readConnectivity,
  MYSQL_CONNECTION: readMysqlSettings,
};

/** Names what no mode could read, where the mode itself is wrong: all that is wrong is to be said at once. */
export const refuseUnreadable = (fields: FieldReader): void => {
  const { port, ...others } = environmentBounds;
  fields.integer(names.port, port, 1);
  for (const field of Object.keys(others) as (keyof typeof others)[]) boundedInteger(fields, field);
  readProtocol(fields);
  readMatcher(fields);
};
