import { randomUUID } from 'node:crypto';
import * as client from '@aws-sdk/client-lambda';
import type { Invocation, InvocationRequest } from '../engine/ports.ts';
import type { FunctionConfiguration } from '../lambda/configuration.ts';
import { FunctionPool, type LambdaPorts } from '../lambda/functions.ts';
import { AwsError, defineService } from '../service.ts';
import type { World } from '../world.ts';
import { invokeAsEvent } from './lambda/event-invocation.ts';
import { mappingOperations } from './lambda/mapping-operations.ts';
import { EventSourceMappings } from './lambda/mappings.ts';
import { lambdaOperations } from './lambda/operations.ts';
import { checkClientContext, checkEvent, functionNameOf } from './lambda/request.ts';
import type { QueueReader } from './sqs/message.ts';

/** What Lambda calls: the log groups of functions, and the queues that they are given messages of. */
export interface LambdaServicePorts extends LambdaPorts {
  queues: QueueReader;
}

/** An invocation with what it wrote. */
export type LoggedInvocation = Invocation & { lines: string[] };

/** The account's functions: what the operations work on. */
export class Functions {
  readonly #world: World;
  readonly #pool: FunctionPool;
  readonly #byName = new Map<string, FunctionConfiguration>();

  constructor(world: World, ports: LambdaPorts) {
    this.#world = world;
    this.#pool = new FunctionPool(world, ports, (name) => this.arnOf(name));
  }

  arnOf(name: string): string {
    return `arn:aws:lambda:${this.#world.region}:${this.#world.accountId}:function:${name}`;
  }

  deploy(configuration: FunctionConfiguration): void {
    this.#byName.set(configuration.name, configuration);
  }

  /** @throws AwsError ResourceNotFoundException */
  get(nameOrArn: string): FunctionConfiguration {
    const name = functionNameOf(nameOrArn);
    const found = this.#byName.get(name);
    if (found) return found;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${this.arnOf(name)}`, 404, { Type: 'User' });
  }

  has(nameOrArn: string): boolean {
    return this.#byName.has(functionNameOf(nameOrArn));
  }

  names(): string[] {
    return [...this.#byName.keys()].sort();
  }

  async invoke(request: InvocationRequest): Promise<LoggedInvocation> {
    const configuration = this.get(request.functionName);
    const { payload: event, clientContext, invocationType = 'RequestResponse' } = request;
    checkEvent(event);
    checkClientContext(clientContext);
    const run = () => this.#pool.invoke(configuration, { event, clientContext });
    const noAnswer = { executedVersion: '$LATEST', requestId: randomUUID(), lines: [] };
    if (invocationType === 'DryRun') return { ...noAnswer, statusCode: 204 };
    if (invocationType === 'Event') {
      void invokeAsEvent(this.#world.clock, run);
      return { ...noAnswer, statusCode: 202 };
    }
    return { statusCode: 200, executedVersion: '$LATEST', ...(await run()) };
  }

  /** @throws AwsError ResourceNotFoundException */
  crash(nameOrArn: string): void {
    this.#pool.crash(this.get(nameOrArn).name);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/**
 * Lambda: functions from their packages, invoked as the runbooks and an operator's CLI do, and by messages of queues.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/welcome.html
 */
export const lambdaService = (world: World, ports: LambdaServicePorts) => {
  const functions = new Functions(world, ports);
  const invoke = (request: InvocationRequest): Promise<Invocation> =>
    world.faults.meet({ service: 'lambda', operation: 'Invoke' }, () => functions.invoke(request));
  const mappings = new EventSourceMappings(world, {
    functionOf: (nameOrArn) => {
      if (!functions.has(nameOrArn)) return undefined;
      const { name, timeoutSeconds } = functions.get(nameOrArn);
      return { name, arn: functions.arnOf(name), timeoutSeconds };
    },
    invoke: (functionName, payload) => invoke({ functionName, payload }),
    queues: ports.queues,
  });
  return {
    service: defineService('lambda', client, { ...lambdaOperations(functions), ...mappingOperations(mappings) }),
    /** Deploys a function, or a new version of it. */
    deploy: (configuration: FunctionConfiguration): void => functions.deploy(configuration),
    arnOf: (name: string): string => functions.arnOf(name),
    /** Names of all functions, in their order. */
    names: (): string[] => functions.names(),
    /** Sets variables of a function, which its coming invocations have. @throws AwsError when there is none */
    setEnvironment: (name: string, variables: Record<string, string>): void => {
      const configuration = functions.get(name);
      functions.deploy({ ...configuration, environment: { ...configuration.environment, ...variables } });
    },
    /** Invoke with JSON texts; scripted faults apply. @throws AwsError as the service would */
    invoke,
    /** Gives the messages of a queue to a function. @returns the mapping's id and ARN @throws AwsError as the service would */
    mapEventSource: (input: client.CreateEventSourceMappingCommandInput): { id: string; arn: string } => {
      const { UUID = '', EventSourceMappingArn = '' } = mappings.create(input);
      return { id: UUID, arn: EventSourceMappingArn };
    },
    /** Ends a function in the middle of what it does. @throws AwsError when there is none */
    crash: (name: string): void => functions.crash(name),
    close: async (): Promise<void> => {
      // Pollers first: what they were about to do must not start an instance again.
      const polled = mappings.close();
      await functions.close();
      await polled;
    },
  };
};
