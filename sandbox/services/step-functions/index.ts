import * as sfn from '@aws-sdk/client-sfn';
import type { Execution } from '../../engine/execution.ts';
import type { EnginePorts } from '../../engine/ports.ts';
import { TaskTokens } from '../../engine/task-tokens.ts';
import { defineService } from '../../service.ts';
import type { World } from '../../world.ts';
import type { EmittedEvent } from '../event-bridge/index.ts';
import { executionOperations } from './execution-operations.ts';
import { describe, Executions, type StartRequest } from './executions.ts';
import { machineOperations } from './machine-operations.ts';
import { type StateMachineRequest, StateMachines } from './machines.ts';
import { statusEvent } from './status-event.ts';
import { taskOperations } from './task-operations.ts';

/** What Step Functions calls: functions, by their names or ARNs; and EventBridge, where it tells of executions. */
export interface StepFunctionsPorts extends Pick<EnginePorts, 'invokeFunction'> {
  emit?: (event: EmittedEvent) => void;
}

/**
 * Step Functions, Standard workflows only.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html
 */
export const stepFunctionsService = (world: World, { invokeFunction, emit }: StepFunctionsPorts) => {
  const machines = new StateMachines(world);
  let isOpen = true;
  const executions = new Executions(world, machines, (execution) => isOpen && emit?.(statusEvent(execution)));
  const tokens = new TaskTokens();
  const start = (request: StartRequest): Execution => executions.start(request, ports);
  const ports: EnginePorts = {
    clock: world.clock,
    region: world.region,
    tokens,
    invokeFunction,
    startExecution: (request) =>
      world.faults.meet({ service: 'states', operation: 'StartExecution' }, () => asChild(start(request))),
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
    /** Ends every running execution, and tells nobody of it. */
    close: () => {
      isOpen = false;
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
