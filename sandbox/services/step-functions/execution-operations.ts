import type * as sfn from '@aws-sdk/client-sfn';
import type { Execution } from '../../engine/execution.ts';
import type { Operations } from '../../service.ts';
import { validationError } from './errors.ts';
import { describe, type Executions, type StartRequest } from './executions.ts';
import { historyPage } from './history.ts';
import { loggingOff } from './machine-operations.ts';
import type { StateMachines } from './machines.ts';
import { pageOf } from './pages.ts';

/** The operations on executions. */
export const executionOperations = (
  machines: StateMachines,
  executions: Executions,
  start: (request: StartRequest) => Execution,
) =>
  ({
    StartExecution: ({ stateMachineArn = '', name, input }) => {
      const { request, startedAt } = start({ stateMachineArn, name, input });
      return { executionArn: request.executionArn, startDate: new Date(startedAt) };
    },
    StopExecution: ({ executionArn = '', error, cause }) => {
      const execution = executions.get(executionArn);
      execution.stop(error, cause);
      return { stopDate: new Date(execution.stoppedAt ?? execution.startedAt) };
    },
    DescribeExecution: ({ executionArn = '' }) => {
      const execution = executions.get(executionArn);
      return {
        ...describe(execution),
        status: execution.status,
        inputDetails: { included: true },
        ...(execution.output !== undefined && { outputDetails: { included: true } }),
        redriveCount: 0,
        redriveStatus: 'NOT_REDRIVABLE' as const,
        redriveStatusReason: 'the sandbox redrives no executions',
      };
    },
    DescribeStateMachineForExecution: ({ executionArn = '' }) => {
      const { request, startedAt } = executions.get(executionArn);
      const { stateMachineArn, stateMachineName: name, definition, roleArn } = request;
      return { stateMachineArn, name, definition, roleArn, updateDate: new Date(startedAt), ...loggingOff };
    },
    GetExecutionHistory: (input) => historyPage(executions.get(input.executionArn ?? ''), input),
    ListExecutions: (input) => {
      if (input.stateMachineArn === undefined) {
        throw validationError('Must provide a StateMachine ARN or MapRun ARN');
      }
      const { stateMachineArn } = machines.get(input.stateMachineArn);
      const matching = executions
        .list()
        .filter(({ request }) => request.stateMachineArn === stateMachineArn)
        .filter(({ status }) => input.statusFilter === undefined || status === input.statusFilter);
      const { page, ...rest } = pageOf(matching, input);
      return { executions: page.map(listed), ...rest };
    },
  }) satisfies Operations<typeof sfn>;

const listed = (execution: Execution) => {
  const { executionArn, stateMachineArn, name, startDate, stopDate } = describe(execution);
  return { executionArn, stateMachineArn, name, status: execution.status, startDate, stopDate, redriveCount: 0 };
};
