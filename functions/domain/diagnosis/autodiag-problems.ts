import type { DiagnosticMode } from '../../../layers/autodiag/contract.ts';
import { isTaskId } from '../ecs/arn.ts';
import type { FieldProblem } from '../errors/request.ts';

type Fields = Record<string, unknown>;

const required: Record<DiagnosticMode, string[]> = {
  GENERAL: [],
  TASK: ['taskId'],
  HEALTHCHECK: ['endpoint', 'port', 'protocol'],
  CONNECTIVITY: ['endpoint', 'port'],
  MYSQL_CONNECTION: ['mysql'],
};

const optional: Record<DiagnosticMode, string[]> = {
  GENERAL: ['maxMatches'],
  TASK: ['maxMatches'],
  HEALTHCHECK: ['checks', 'intervalSeconds', 'matcher'],
  CONNECTIVITY: ['protocol', 'checks', 'intervalSeconds'],
  MYSQL_CONNECTION: [],
};

const ofSomeMode = new Set([...Object.values(required), ...Object.values(optional)].flat());

const modeProblems = (request: Fields): FieldProblem[] => {
  const mode = request['mode'] as DiagnosticMode;
  if (!Object.hasOwn(required, mode)) return [];
  const missing = required[mode].filter((field) => request[field] === undefined);
  const foreign = Object.keys(request).filter(
    (field) => ofSomeMode.has(field) && ![...required[mode], ...optional[mode]].includes(field),
  );
  return [
    ...missing.map((field) => ({ field, expected: `required by mode ${mode}` })),
    ...foreign.map((field) => ({
      field,
      expected: `does not belong to mode ${mode}; leave it out or change the mode`,
    })),
  ];
};

const placementProblems = (request: Fields): FieldProblem[] => {
  const { containerInstance, launchType, network, service, mode, taskId } = request;
  const problems: FieldProblem[] = [];
  const add = (field: string, expected: string) => problems.push({ field, expected });
  if (network && service) add('network', 'give network or service, not both: service brings its own');
  if (containerInstance && launchType === 'FARGATE') {
    add('launchType', 'EC2 or EXTERNAL where containerInstance is given: Fargate has none');
  }
  if (launchType === 'FARGATE' && !network && !service) {
    add('network', 'network, or a service to take it from, is required by launch type FARGATE');
  }
  if (launchType === 'EXTERNAL' && network) add('network', 'left out: external instances have no awsvpc network');
  if (mode === 'TASK' && typeof taskId === 'string' && !containerInstance && !isTaskId(taskId)) {
    add('containerInstance', 'required unless taskId is the full id or ARN of a task, whose instance can be found');
  }
  if (mode === 'TASK' && launchType === 'FARGATE') {
    add('launchType', 'EC2 or EXTERNAL in mode TASK: Fargate shows no agent log');
  }
  return problems;
};

const useSecret =
  'not taken in requests, where it would be kept in history; store it in Secrets Manager and give mysql.secretArn';

const credentialProblems = (request: Fields): FieldProblem[] => {
  const mysql = (request['mysql'] ?? {}) as Fields;
  const given = (fields: Fields, prefix: string) =>
    Object.keys(fields)
      .filter((field) => /^(user(name)?|password)$/i.test(field))
      .map((field) => ({ field: `${prefix}${field}`, expected: useSecret }));
  return [...given(request, ''), ...given(mysql, 'mysql.')];
};

/**
 * What is wrong with an `autodiag` request beyond its shape: fields of another mode, placement that contradicts itself,
 * and database credentials, which the original tool took as overrides and which are refused with the remedy.
 */
export const autodiagProblems = (request: Fields): FieldProblem[] => [
  ...credentialProblems(request),
  ...modeProblems(request),
  ...placementProblems(request),
];
