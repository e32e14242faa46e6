import { randomUUID } from 'node:crypto';
import { isTurned } from '../clock.ts';
import type { World } from '../world.ts';
import type { FunctionConfiguration } from './configuration.ts';
import { environmentOf, logStreamName } from './environment.ts';
import { Instance } from './instance.ts';
import type { Outcome } from './protocol.ts';
import { reportLine } from './report.ts';

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
  /** With what each was started for: one of a configuration that was deployed over is used no more. */
  readonly #all = new Map<Instance, FunctionConfiguration>();
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

  /** Ends the instances of a function that are in the middle of an invocation, as a lack of memory does. */
  crash(name: string): void {
    const idle = this.#idle.get(name) ?? [];
    for (const instance of this.#all.keys()) {
      if (instance.data.functionName === name && !idle.includes(instance)) void instance.close();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all.keys()].map((instance) => instance.close()));
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
    const answer = await instance.invoke({
      requestId,
      event: options.event,
      timeoutMs: configuration.timeoutSeconds * 1_000,
      clientContext: this.#clientContext(options.clientContext),
    });
    instance.onLine = () => {};
    log(`END RequestId: ${requestId}`);
    log(reportLine(requestId, configuration, performance.now() - startedAt, answer));
    const { payload, functionError } = answer;
    return { payload, ...(functionError && { functionError }), requestId, lines };
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
      if (instance.isAlive && this.#all.get(instance) === configuration) return instance;
      this.#all.delete(instance);
      void instance.close();
    }
    const { name, handler, codeDirectory, memoryMb, logGroup, compiledDirectory } = configuration;
    const logStream = logStreamName(this.#world.clock.now());
    const data = {
      handler,
      codeDirectory,
      memoryMb,
      logGroup,
      logStream,
      functionName: name,
      functionArn: this.#arnOf(name),
      isSteady: isTurned(this.#world.clock),
    };
    const instance = new Instance(data, environmentOf(this.#world, configuration, logStream), compiledDirectory);
    this.#all.set(instance, configuration);
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
