import { Worker } from 'node:worker_threads';
import { realClock } from '../real-clock.ts';
import { failure, type InstanceData, type InstanceMessage, type InvokeMessage, type Outcome } from './protocol.ts';

/** Functions take real time, whatever the world's clock does meanwhile. */
const hostClock = realClock();

/** How an invocation ended and what it took. */
export interface Answer extends Outcome {
  usedMb: number;
  /** Milliseconds that loading the function took; only with an instance's first answer. */
  initMs?: number;
}

/** An execution environment of a function: a thread with the function's own variables and nothing of ours. */
export class Instance {
  readonly #worker: Worker;
  readonly data: InstanceData;
  isAlive = true;
  onLine: (text: string) => void = () => {};
  #settle: ((outcome: Outcome, usedMb: number) => void) | undefined;
  #initMs: number | undefined;
  #requestId = '';

  constructor(data: InstanceData, environment: Record<string, string>, compiledDirectory?: string) {
    this.data = data;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: data,
      env: { ...environment, ...(compiledDirectory && { NODE_COMPILE_CACHE: compiledDirectory }) },
      argv: [],
      execArgv: ['--disable-warning=ExperimentalWarning'],
      // Its output comes as messages; what is written before that is set up goes nowhere.
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: data.memoryMb },
    });
    this.#worker.on('message', (message: InstanceMessage) => this.#receive(message));
    this.#worker.on('error', (error: NodeJS.ErrnoException) => {
      const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      this.#end(isMemory ? 'signal: killed' : undefined, error);
    });
    this.#worker.on('exit', (code) => this.#end(`exit status ${code}`, undefined, code));
  }

  /** Runs the function once; one invocation at a time. Never rejects: what goes wrong is the function's error. */
  invoke(message: InvokeMessage): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const stopTimer = hostClock.after(message.timeoutMs, () => {
      const seconds = (message.timeoutMs / 1_000).toFixed(2);
      this.#answer(
        failure('Sandbox.Timedout', `RequestId: ${message.requestId} Error: Task timed out after ${seconds} seconds`),
      );
      void this.close();
    });
    this.#settle = (outcome, usedMb) => {
      stopTimer();
      this.#settle = undefined;
      const initMs = this.#initMs;
      this.#initMs = undefined;
      resolve({ ...outcome, usedMb, ...(initMs !== undefined && { initMs }) });
    };
    this.#requestId = message.requestId;
    this.#worker.postMessage(message);
    return promise;
  }

  async close(): Promise<void> {
    this.isAlive = false;
    await this.#worker.terminate();
  }

  #receive(message: InstanceMessage): void {
    if (message.type === 'line') this.onLine(message.text);
    else if (message.type === 'ready') this.#initMs = message.initMs;
    else this.#answer(message, message.usedMb);
  }

  #answer({ payload, functionError }: Outcome, usedMb = 0): void {
    this.#settle?.({ payload, ...(functionError && { functionError }) }, usedMb);
  }

  #end(reason: string | undefined, error?: Error, code?: number): void {
    this.isAlive = false;
    if (error && reason === undefined) {
      this.#answer(failure(error.name, error.message, (error.stack ?? '').split('\n')));
      return;
    }
    const how = code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: ${reason}`;
    this.#answer(failure('Runtime.ExitError', `RequestId: ${this.#requestId} Error: ${how}`));
  }
}
