import { environmentNames as names } from '../../../layers/autodiag/contract.ts';
import { isTaskId, shortId } from '../ecs/arn.ts';
import type { AutodiagRequest } from './autodiag-request.ts';

/** An environment entry as ECS takes it in container overrides. */
export interface EnvironmentEntry {
  name: string;
  value: string;
}

/** Agent logs hold a task's id and its ARN alike, so the id finds both. */
const searchTerm = (taskId: string): string => (isTaskId(taskId) ? shortId(taskId) : taskId);

/**
 * The environment that makes AutoDiag answer the request. Holds a secret's ARN at most, never a secret: overrides are
 * kept in the task's description.
 */
export const diagnosticEnvironment = (request: AutodiagRequest): EnvironmentEntry[] => {
  const { mysql } = request;
  const values: [string, string | number | undefined][] = [
    [names.mode, request.mode],
    [names.taskId, request.taskId && searchTerm(request.taskId)],
    [names.endpoint, request.endpoint],
    [names.port, request.port],
    [names.protocol, request.protocol],
    [names.checks, request.checks],
    [names.intervalSeconds, request.intervalSeconds],
    [names.timeoutSeconds, request.probeTimeoutSeconds],
    [names.matcher, request.matcher],
    [names.maxMatches, request.maxMatches],
    [names.host, mysql?.host],
    [names.databasePort, mysql?.port],
    [names.database, mysql?.database],
    [names.mysqlSecretArn, mysql?.secretArn],
  ];
  return values.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value: `${value}` }]));
};
