import { type DiagnosticMode, diagnosticModes, environmentNames as names } from '../contract.ts';
import { type FieldReader, type Problem, quoted, readFields, type Variables } from './environment/fields.ts';
import { type ModeSettings, modeReaders, refuseUnreadable } from './environment/mode-fields.ts';
import { type Places, readPlaces } from './environment/places.ts';

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

/**
 * Reads all variables once: the only place that does.
 *
 * @param variables process.env
 * @throws EnvironmentError naming every wrong or missing variable
 */
export const readEnvironment = (variables: Variables): Environment => {
  const fields = readFields(variables);
  const mode = readMode(fields);
  const settings = mode === 'UNKNOWN' ? refuseUnreadable(fields) : modeReaders[mode](fields, variables);
  const places = readPlaces(fields, variables);
  if (settings === undefined || mode === 'UNKNOWN' || fields.problems.length > 0) {
    throw new EnvironmentError(mode, fields.problems);
  }
  const isUnused = ([variable, modes]: (typeof usedBy)[number]): boolean =>
    variables[variable] !== undefined && !modes.includes(mode);
  return { settings, places, unused: usedBy.filter(isUnused).map(([variable]) => variable) };
};
