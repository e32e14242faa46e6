import { randomUUID } from 'node:crypto';
import { Execution } from '../../engine/execution.ts';
import { payloadMaxBytes } from '../../engine/json.ts';
import type { ChildDescription, EnginePorts } from '../../engine/ports.ts';
import type { World } from '../../world.ts';
import { executionAlreadyExists, executionDoesNotExist, invalidExecutionInput, validationError } from './errors.ts';
import type { StateMachines } from './machines.ts';
import { checkArn, checkName, executionArnOf } from './names.ts';

export interface StartRequest {
  stateMachineArn: string;
  name?: string | undefined;
  /** JSON text; default `{}`. */
  input?: string | undefined;
}

/** The account's executions, in the order in which they were started. A name is taken for good. */
export class Executions {
  readonly #world: World;
  readonly #machines: StateMachines;
  readonly #announce: (execution: Execution) => unknown;
  readonly #byArn = new Map<string, Execution>();

  /** @param announce told of each execution when it has started and when it has ended */
  constructor(world: World, machines: StateMachines, announce: (execution: Execution) => unknown = () => {}) {
    this.#world = world;
    this.#machines = machines;
    this.#announce = announce;
  }

  /** Starting a running execution again, with the same name and input, gives that one. */
  start({ stateMachineArn, name = randomUUID(), input = '{}' }: StartRequest, ports: EnginePorts): Execution {
    const stored = this.#machines.get(stateMachineArn);
    const executionArn = executionArnOf(this.#world, stored.name, checkName(name));
    checkInput(input);
    const known = this.#byArn.get(executionArn);
    if (known) {
      if (known.status !== 'RUNNING' || known.request.input !== input) throw executionAlreadyExists(executionArn);
      return known;
    }
    const { machine, definition, roleArn } = stored;
    const execution = new Execution(
      { executionArn, name, stateMachineArn, stateMachineName: stored.name, roleArn, definition, machine, input },
      ports,
    );
    this.#byArn.set(executionArn, execution);
    this.#announce(execution);
    void execution.ended.then(() => this.#announce(execution));
    return execution;
  }

  /** @throws AwsError InvalidArn, ExecutionDoesNotExist */
  get(arn: string): Execution {
    const known = this.#byArn.get(checkArn(arn, 'execution'));
    if (known === undefined) throw executionDoesNotExist(arn);
    return known;
  }

  /** Newest first. */
  list(): Execution[] {
    return [...this.#byArn.values()].reverse();
  }
}

const checkInput = (input: string): void => {
  if (Buffer.byteLength(input) > payloadMaxBytes) {
    throw validationError(
      `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${payloadMaxBytes}`,
    );
  }
  try {
    JSON.parse(input);
  } catch (error) {
    throw invalidExecutionInput((error as Error).message);
  }
};

/** What DescribeExecution tells, and what a Task of another machine learns of it. */
export const describe = (execution: Execution): ChildDescription => {
  const { request, status, output, error, cause, startedAt, stoppedAt } = execution;
  return {
    executionArn: request.executionArn,
    stateMachineArn: request.stateMachineArn,
    name: request.name,
    status,
    input: request.input,
    startDate: new Date(startedAt),
    ...(stoppedAt !== undefined && { stopDate: new Date(stoppedAt) }),
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  };
};
