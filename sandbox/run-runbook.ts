import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { stateMachineArnOf } from './services/step-functions/names.ts';
import type { Services } from './services.ts';
import { sandboxStage } from './stack.ts';
import type { World } from './world.ts';

export interface RunOptions {
  /** Name of the execution; default a random one. */
  name?: string;
}

/** How a runbook's execution ended. */
export interface RunbookRun {
  executionArn: string;
  status: string;
  /** The last state's output; absent unless it SUCCEEDED. */
  output?: unknown;
  error?: string;
  cause?: string;
  /** Names of the states in the order in which they were entered. */
  states: string[];
}

/** Starts a runbook's state machine with a request and waits for its end. */
export const runRunbook = async (
  world: World,
  { stepFunctions }: Services,
  runbook: string,
  request: object,
  { name }: RunOptions = {},
): Promise<RunbookRun> => {
  const execution = stepFunctions.startExecution({
    stateMachineArn: stateMachineArnOf(world, `ecs-runbooks-${sandboxStage}-${runbook}`),
    name,
    input: JSON.stringify(request),
  });
  await execution.ended;
  const { output, error, cause, status, history } = execution;
  return {
    executionArn: execution.request.executionArn,
    status,
    ...(output !== undefined && { output: JSON.parse(output) as unknown }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    states: history.events.flatMap(enteredState),
  };
};

const enteredState = ({ stateEnteredEventDetails }: HistoryEvent): string[] =>
  stateEnteredEventDetails?.name === undefined ? [] : [stateEnteredEventDetails.name];
