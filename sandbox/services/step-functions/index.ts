import * as sfn from '@aws-sdk/client-sfn';
import { checkDefinition } from '../../engine/check-definition.ts';
import type { Execution } from '../../engine/execution.ts';
import type { EnginePorts } from '../../engine/ports.ts';
import { TaskTokens } from '../../engine/task-tokens.ts';
import { defineService, type Operations } from '../../service.ts';
import type { World } from '../../world.ts';
import { resourceNotFound, validationError } from './errors.ts';
import { describe, Executions, type StartRequest } from './executions.ts';
import { historyPage } from './history.ts';
import { type StateMachineRequest, StateMachines } from './machines.ts';
import { pageOf } from './pages.ts';
import { taskOperations } from './task-operations.ts';

/** What Step Functions calls: functions, by their names or ARNs. */
export type StepFunctionsPorts = Pick<EnginePorts, 'invokeFunction'>;

/**
 * Step Functions, Standard workflows only.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html
 */
export const stepFunctionsService = (world: World, { invokeFunction }: StepFunctionsPorts) => {
  const machines = new StateMachines(world);
  const executions = new Executions(world, machines);
  const tokens = new TaskTokens();
  const start = (request: StartRequest): Execution => executions.start(request, ports);
  const ports: EnginePorts = {
    clock: world.clock,
    region: world.region,
    tokens,
    invokeFunction,
    startExecution: async (request) => {
      await world.faults.meet('states', 'StartExecution');
      return asChild(start(request));
    },
  };
  return {
    service: defineService('states', sfn, {
      ...machineOperations(machines, world),
      ...executionOperations(machines, executions, start),
      ...taskOperations(tokens),
    }),
    /** Creates a state machine; `isChecked` where its definition was found right before. */
    createStateMachine: (request: StateMachineRequest, options?: { isChecked?: boolean }) =>
      machines.create(request, options),
    /** Starts an execution and gives it, so that its end can be awaited. */
    startExecution: start,
    /** @throws AwsError ExecutionDoesNotExist */
    execution: (executionArn: string): Execution => executions.get(executionArn),
    /** Ends every running execution. */
    close: () => {
      for (const execution of executions.list()) execution.stop('Sandbox.Closed', 'the sandbox was closed');
    },
  };
};

const asChild = (execution: Execution) => ({
  executionArn: execution.request.executionArn,
  startDate: new Date(execution.startedAt),
  ended: execution.ended,
  describe: () => describe(execution),
  stop: (error: string, cause: string) => execution.stop(error, cause),
});

const machineOperations = (machines: StateMachines, { clock }: World) =>
  ({
    CreateStateMachine: async (input) => {
      const { name = '', definition = '', roleArn = '', type, tags } = input;
      const stored = await machines.create({ name, definition, roleArn, type, tags });
      return { stateMachineArn: stored.stateMachineArn, creationDate: new Date(stored.createdAt) };
    },
    UpdateStateMachine: async ({ stateMachineArn = '', definition, roleArn }) => {
      const { revisionId } = await machines.update(stateMachineArn, { definition, roleArn });
      return { updateDate: new Date(clock.now()), revisionId };
    },
    DeleteStateMachine: ({ stateMachineArn = '' }) => {
      machines.delete(stateMachineArn);
      return {};
    },
    DescribeStateMachine: ({ stateMachineArn = '' }) => {
      const { createdAt, machine: _, tags: __, ...stored } = machines.get(stateMachineArn);
      return { ...stored, type: 'STANDARD', status: 'ACTIVE', creationDate: new Date(createdAt), ...loggingOff };
    },
    ListStateMachines: (input) => {
      const { page, ...rest } = pageOf(machines.list(), input);
      const stateMachines = page.map(({ stateMachineArn, name, createdAt }) => ({
        stateMachineArn,
        name,
        type: 'STANDARD' as const,
        creationDate: new Date(createdAt),
      }));
      return { stateMachines, ...rest };
    },
    ValidateStateMachineDefinition: async ({ definition = '' }) => {
      const problems = await checkDefinition(definition);
      return {
        result: problems.length === 0 ? 'OK' : 'FAIL',
        diagnostics: problems.map((problem) => {
          const [, code = 'SCHEMA_VALIDATION_FAILED', message = problem] = /^([A-Z_]+): (.*)$/s.exec(problem) ?? [];
          return { severity: 'ERROR' as const, code, message };
        }),
        truncated: false,
      };
    },
    ListTagsForResource: ({ resourceArn = '' }) => {
      const stored = machines.list().find(({ stateMachineArn }) => stateMachineArn === resourceArn);
      if (stored === undefined) throw resourceNotFound(resourceArn);
      return { tags: stored.tags };
    },
  }) satisfies Operations<typeof sfn>;

const loggingOff = {
  loggingConfiguration: { level: 'OFF' as const, includeExecutionData: false },
  tracingConfiguration: { enabled: false },
};

const executionOperations = (
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
