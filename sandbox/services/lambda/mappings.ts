import { randomUUID } from 'node:crypto';
import type {
  CreateEventSourceMappingCommandInput as CreateInput,
  EventSourceMappingConfiguration,
  UpdateEventSourceMappingCommandInput as UpdateInput,
} from '@aws-sdk/client-lambda';
import type { Invocation } from '../../engine/ports.ts';
import { Poller } from '../../lambda/poller.ts';
import { AwsError } from '../../service.ts';
import type { World } from '../../world.ts';
import type { QueueReader } from '../sqs/message.ts';
import { changedSettings, defaultSettings, invalidMapping, type MappingSettings } from './mapping-settings.ts';

/** The function of a mapping, as far as it matters to it. */
export interface MappedFunction {
  name: string;
  arn: string;
  timeoutSeconds: number;
}

/** What mappings need of the functions and of the queues. */
export interface MappingPorts {
  /** Undefined where there is no such function. */
  functionOf(nameOrArn: string): MappedFunction | undefined;
  invoke(functionName: string, event: string): Promise<Invocation>;
  queues: QueueReader;
}

interface Mapping {
  id: string;
  queueArn: string;
  target: MappedFunction;
  settings: MappingSettings;
  modifiedAt: number;
  poller: Poller | undefined;
}

/** Lambda begins with five where nothing else is said. */
const defaultConcurrency = 5;

/**
 * The account's event source mappings, of standard SQS queues. On AWS a change takes some seconds, and the answer says that it is under
 * way (`Creating`, `Updating`, `Deleting`); here it is done when the answer has been given.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export class EventSourceMappings {
  readonly #world: World;
  readonly #ports: MappingPorts;
  readonly #byId = new Map<string, Mapping>();
  /** Pollers that have been told to end, while their last batches are under way. */
  readonly #closing = new Set<Promise<void>>();

  constructor(world: World, ports: MappingPorts) {
    this.#world = world;
    this.#ports = ports;
  }

  /** @throws AwsError as CreateEventSourceMapping does */
  create(input: CreateInput): EventSourceMappingConfiguration {
    const { FunctionName = '', EventSourceArn: queueArn } = input;
    const settings = changedSettings(defaultSettings, input);
    if (queueArn === undefined) throw invalidMapping('Unrecognized event source.');
    const target = this.#targetOf(FunctionName, queueArn);
    const twin = this.list().find((known) => known.queueArn === queueArn && known.target.arn === target.arn);
    if (twin) throw exists(twin);
    const id = randomUUID();
    const mapping: Mapping = { id, queueArn, target, settings, modifiedAt: 0, poller: undefined };
    this.#byId.set(id, mapping);
    this.#apply(mapping, settings);
    return this.describe(mapping, 'Creating');
  }

  /** @throws AwsError ResourceNotFoundException */
  get(id: string): Mapping {
    const mapping = this.#byId.get(id);
    if (mapping) return mapping;
    throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404, {
      Type: 'User',
    });
  }

  /** In the order in which they were made. */
  list(): Mapping[] {
    return [...this.#byId.values()];
  }

  /** @throws AwsError as UpdateEventSourceMapping does */
  update({ UUID = '', FunctionName, ...input }: UpdateInput): EventSourceMappingConfiguration {
    const mapping = this.get(UUID);
    const settings = changedSettings(mapping.settings, input);
    mapping.target = this.#targetOf(FunctionName ?? mapping.target.arn, mapping.queueArn);
    this.#apply(mapping, settings);
    return this.describe(mapping, 'Updating');
  }

  /** @throws AwsError ResourceNotFoundException */
  delete(id: string): EventSourceMappingConfiguration {
    const mapping = this.get(id);
    this.#byId.delete(id);
    this.#stop(mapping);
    return this.describe(mapping, 'Deleting');
  }

  /** @param state what is under way; its own where nothing is */
  describe(
    { id, queueArn, target, settings, modifiedAt }: Mapping,
    state = settings.isEnabled ? 'Enabled' : 'Disabled',
  ): EventSourceMappingConfiguration {
    const { accountId, region } = this.#world;
    const { maximumConcurrency } = settings;
    return {
      UUID: id,
      EventSourceMappingArn: `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${id}`,
      EventSourceArn: queueArn,
      FunctionArn: target.arn,
      BatchSize: settings.batchSize,
      MaximumBatchingWindowInSeconds: settings.windowSeconds,
      FunctionResponseTypes: settings.reportsFailures ? ['ReportBatchItemFailures'] : [],
      ...(maximumConcurrency !== undefined && { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
      LastModified: new Date(modifiedAt),
      State: state,
      StateTransitionReason: 'USER_INITIATED',
    };
  }

  /** Takes no more messages. Resolves when the functions have answered for those that they were given. */
  async close(): Promise<void> {
    for (const mapping of this.#byId.values()) this.#stop(mapping);
    await Promise.all(this.#closing);
  }

  /** @throws AwsError InvalidParameterValueException */
  #targetOf(functionName: string, queueArn: string): MappedFunction {
    const target = this.#ports.functionOf(functionName);
    if (!target) throw invalidMapping('Function does not exist');
    if (!/^arn:[^:]+:sqs:/.test(queueArn)) {
      throw invalidMapping(`${queueArn} is not a queue: the sandbox maps SQS queues to functions, and nothing else`);
    }
    const visibilitySeconds = this.#ports.queues.visibilityTimeoutSeconds(queueArn);
    if (visibilitySeconds === undefined) throw noQueue();
    if (visibilitySeconds < target.timeoutSeconds) {
      throw invalidMapping(
        `Queue visibility timeout: ${visibilitySeconds} seconds is less than Function timeout: ${target.timeoutSeconds} seconds`,
      );
    }
    return target;
  }

  #apply(mapping: Mapping, settings: MappingSettings): void {
    this.#stop(mapping);
    mapping.settings = settings;
    mapping.modifiedAt = this.#world.clock.now();
    if (!settings.isEnabled) return;
    const {
      batchSize,
      windowSeconds,
      reportsFailures,
      maximumConcurrency: mostBatches = defaultConcurrency,
    } = settings;
    mapping.poller = new Poller(
      { queueArn: mapping.queueArn, batchSize, windowSeconds, reportsFailures, mostBatches },
      {
        clock: this.#world.clock,
        queues: this.#ports.queues,
        invoke: (event) => this.#ports.invoke(mapping.target.name, event),
      },
    );
  }

  #stop(mapping: Mapping): void {
    const closing = mapping.poller?.close().finally(() => this.#closing.delete(closing as Promise<void>));
    mapping.poller = undefined;
    if (closing) this.#closing.add(closing);
  }
}

const noQueue = (): AwsError =>
  invalidMapping(
    'Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.',
  );

const exists = ({ id, queueArn, target }: Mapping): AwsError =>
  new AwsError(
    'ResourceConflictException',
    `An event source mapping with SQS arn (" ${queueArn} ") and function (" ${target.name} ") already exists. Please update or delete the existing mapping with UUID ${id}`,
    409,
    { Type: 'User' },
  );
