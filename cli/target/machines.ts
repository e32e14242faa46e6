import { describeExecution, listStateMachines, type StateMachineRef } from '../../functions/clients/step-functions.ts';
import { ExecutionNotFoundError, RunbookNotDeployedError } from '../errors.ts';
import type { Target } from './index.ts';

const stageMachines = async ({ clients, stage }: Target, signal: AbortSignal): Promise<StateMachineRef[]> => {
  const machines = await listStateMachines(clients.sfn, { abortSignal: signal });
  return machines.filter(({ name }) => name.startsWith(`ecs-runbooks-${stage}-`));
};

const place = async ({ clients, stage }: Target): Promise<string> =>
  `stage ${stage} in ${await clients.sfn.config.region()}`;

const nothingDeployed = async (target: Target): Promise<RunbookNotDeployedError> =>
  new RunbookNotDeployedError(
    `there are no runbooks of ${await place(target)}: give the stage and the region they were deployed to, ` +
      `or deploy them with: npx serverless deploy --stage ${target.stage}`,
  );

/**
 * The ARN of a runbook's machine, found by its name.
 *
 * @throws RunbookNotDeployedError that says what the stage has instead
 */
export const findMachine = async (target: Target, runbook: string, signal: AbortSignal): Promise<string> => {
  const machines = await stageMachines(target, signal);
  const prefix = `ecs-runbooks-${target.stage}-`;
  const machine = machines.find(({ name }) => name === `${prefix}${runbook}`);
  if (machine) return machine.arn;
  if (machines.length === 0) throw await nothingDeployed(target);
  const others = machines.map(({ name }) => name.slice(prefix.length)).join(', ');
  throw new RunbookNotDeployedError(`${await place(target)} has no ${runbook}; it has: ${others}`);
};

const hasExecution = async ({ clients }: Target, executionArn: string, signal: AbortSignal): Promise<boolean> => {
  try {
    await describeExecution(clients.sfn, executionArn, { abortSignal: signal });
    return true;
  } catch (error) {
    if ((error as Error).name === 'ExecutionDoesNotExist') return false;
    throw error;
  }
};

/**
 * The ARN of an execution: a name is looked for among the stage's machines, one after the other.
 *
 * @throws ExecutionNotFoundError, RunbookNotDeployedError
 */
export const findExecution = async (target: Target, nameOrArn: string, signal: AbortSignal): Promise<string> => {
  const isArn = nameOrArn.startsWith('arn:');
  const machines = isArn ? [] : await stageMachines(target, signal);
  if (!isArn && machines.length === 0) throw await nothingDeployed(target);
  const candidates = isArn
    ? [nameOrArn]
    : machines.map(({ arn }) => `${arn.replace(':stateMachine:', ':execution:')}:${nameOrArn}`);
  for (const candidate of candidates) if (await hasExecution(target, candidate, signal)) return candidate;
  throw new ExecutionNotFoundError(
    `${await place(target)} has no execution ${nameOrArn}; Step Functions forgets executions after 90 days`,
  );
};
