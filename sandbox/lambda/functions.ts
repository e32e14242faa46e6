import { randomUUID } from 'node:crypto';
import { isTurned } from '../clock.ts';
import type { World } from '../world.ts';
import { type Answer, Instance } from './instance.ts';
import type { Outcome } from './protocol.ts';

/** A function as it was deployed. */
export interface FunctionConfiguration {
  name: string;
  handler: string;
  /** Directory that holds the unzipped package. */
  codeDirectory: string;
  environment: Record<string, string>;
  timeoutSeconds: number;
  memoryMb: number;
  runtime: string;
  role: string;
  description: string;
  architecture: string;
  logGroup: string;
  codeSizeBytes: number;
  codeSha256: string;
}

export interface LambdaPorts {
  /** Writes lines to a log stream; creates the group where there is none, as Lambda does. */
  putLogs(group: string, stream: string, lines: string[]): void;
}

export interface InvokeOptions {
  /** JSON text. */
  event: string;
  /** JSON text the caller gave. */
  clientContext?: string | undefined;
}

export interface InvocationReport extends Outcome {
  requestId: string;
  /** What the invocation wrote, with START, END and REPORT. */
  lines: string[];
}

/** More idle instances than these are let go. */
const idleMax = 4;

/** The functions of an account and the instances they run in: warm ones are used again, busy ones get company. */
export class FunctionPool {
  readonly #world: World;
  readonly #ports: LambdaPorts;
  readonly #idle = new Map<string, Instance[]>();
  readonly #all = new Set<Instance>();
  readonly #arnOf: (name: string) => string;

  constructor(world: World, ports: LambdaPorts, arnOf: (name: string) => string) {
    this.#world = world;
    this.#ports = ports;
    this.#arnOf = arnOf;
  }

  /** Runs a function once. The world's clock stands still meanwhile. */
  invoke(configuration: FunctionConfiguration, options: InvokeOptions): Promise<InvocationReport> {
    return this.#world.clock.whileBusy(async () => {
      const instance = this.#take(configuration);
      const report = await this.#run(instance, configuration, options);
      this.#giveBack(instance);
      return report;
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((instance) => instance.close()));
    this.#all.clear();
    this.#idle.clear();
  }

  async #run(
    instance: Instance,
    configuration: FunctionConfiguration,
    options: InvokeOptions,
  ): Promise<InvocationReport> {
    const requestId = randomUUID();
    const lines: string[] = [];
    const log = (line: string) => {
      lines.push(line);
      this.#ports.putLogs(configuration.logGroup, instance.data.logStream, [line]);
    };
    log(`START RequestId: ${requestId} Version: $LATEST`);
    instance.onLine = log;
    const startedAt = performance.now();
    const { usedMb, initMs, ...outcome } = await instance.invoke({
      requestId,
      event: options.event,
      timeoutMs: configuration.timeoutSeconds * 1_000,
      clientContext: this.#clientContext(options.clientContext),
    });
    instance.onLine = () => {};
    log(`END RequestId: ${requestId}`);
    log(
      reportLine(requestId, configuration, performance.now() - startedAt, {
        ...outcome,
        usedMb,
        ...(initMs !== undefined && { initMs }),
      }),
    );
    return { ...outcome, requestId, lines };
  }

  /** Tells functions the world's time, where that is not the host's. */
  #clientContext(given: string | undefined): string | undefined {
    const { clock } = this.#world;
    if (!isTurned(clock)) return given;
    const context = given === undefined ? {} : (JSON.parse(given) as { custom?: object });
    return JSON.stringify({ ...context, custom: { ...context.custom, now: new Date(clock.now()).toISOString() } });
  }

  #take(configuration: FunctionConfiguration): Instance {
    const idle = this.#idle.get(configuration.name) ?? [];
    for (let instance = idle.pop(); instance; instance = idle.pop()) {
      if (instance.isAlive) return instance;
      this.#all.delete(instance);
    }
    const { name, handler, codeDirectory, memoryMb, logGroup } = configuration;
    const logStream = logStreamName(this.#world.clock.now());
    const data = {
      handler,
      codeDirectory,
      memoryMb,
      logGroup,
      logStream,
      functionName: name,
      functionArn: this.#arnOf(name),
    };
    const instance = new Instance(data, environmentOf(this.#world, configuration, logStream));
    this.#all.add(instance);
    return instance;
  }

  #giveBack(instance: Instance): void {
    const idle = this.#idle.get(instance.data.functionName) ?? [];
    this.#idle.set(instance.data.functionName, idle);
    if (instance.isAlive && idle.length < idleMax) {
      idle.push(instance);
      return;
    }
    this.#all.delete(instance);
    void instance.close();
  }
}

const logStreamName = (now: number): string =>
  `${new Date(now).toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const environmentOf = (
  world: World,
  configuration: FunctionConfiguration,
  logStream: string,
): Record<string, string> => ({
  ...configuration.environment,
  AWS_REGION: world.region,
  AWS_DEFAULT_REGION: world.region,
  AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
  AWS_LAMBDA_FUNCTION_NAME: configuration.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memoryMb),
  AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroup,
  AWS_LAMBDA_LOG_STREAM_NAME: logStream,
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  _HANDLER: configuration.handler,
  LAMBDA_TASK_ROOT: configuration.codeDirectory,
  AWS_ACCESS_KEY_ID: 'ASIASANDBOXFUNCTION0',
  AWS_SECRET_ACCESS_KEY: 'sandbox',
  AWS_SESSION_TOKEN: 'sandbox',
  AWS_ENDPOINT_URL: world.endpointUrl,
  TZ: ':UTC',
});

const reportLine = (requestId: string, { memoryMb }: FunctionConfiguration, ms: number, answer: Answer): string =>
  [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${ms.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(ms)} ms`,
    `Memory Size: ${memoryMb} MB`,
    `Max Memory Used: ${answer.usedMb} MB`,
    ...(answer.initMs === undefined ? [] : [`Init Duration: ${answer.initMs.toFixed(2)} ms`]),
  ].join('\t');
