/** The thread a function runs in: Lambda's Node.js runtime, as far as functions can tell. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { failure, type InstanceData, type InstanceMessage, type InvokeMessage, type Outcome } from './protocol.ts';

type Handler = (event: unknown, context: object) => unknown;

/** Lambda's limit for an answer: 6 MB and what surrounds it. */
const responseMaxBytes = 6_291_556;

const instance = workerData as InstanceData;
let requestId = '';

const post = (message: InstanceMessage): void => parentPort?.postMessage(message);

/** Lines go through the same channel as the answer, so that none arrives after it. */
const redirectOutput = (): void => {
  let rest = '';
  const write = (chunk: string | Uint8Array): boolean => {
    const lines = (rest + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) post({ type: 'line', text });
    return true;
  };
  process.stdout.write = write;
  process.stderr.write = write;
  for (const [method, level] of Object.entries({
    log: 'INFO',
    info: 'INFO',
    warn: 'WARN',
    error: 'ERROR',
    debug: 'DEBUG',
  })) {
    console[method as 'log'] = (...values: unknown[]) => {
      post({ type: 'line', text: `${new Date().toISOString()}\t${requestId}\t${level}\t${format(...values)}` });
    };
  }
};

const failureOf = (error: unknown, errorType?: string): Outcome => {
  if (!(error instanceof Error)) return failure(errorType ?? typeof error, String(error), []);
  return failure(errorType ?? error.name, error.message, (error.stack ?? '').split('\n'));
};

const loadHandler = async (): Promise<Handler | Outcome> => {
  const [, file = '', name = ''] = /^(.*)\.([^.]+)$/.exec(instance.handler) ?? [];
  const path = ['.mjs', '.js', '.cjs']
    .map((end) => join(instance.codeDirectory, file + end))
    .find((p) => existsSync(p));
  if (path === undefined) {
    return failure('Runtime.ImportModuleError', `Error: Cannot find module '${file.split('/').at(-1)}'`, []);
  }
  try {
    const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
    const handler = module[name] ?? (module['default'] as Record<string, unknown> | undefined)?.[name];
    if (typeof handler === 'function') return handler as Handler;
    return failure('Runtime.HandlerNotFound', `${instance.handler} is undefined or not exported`, []);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    const isSyntax = error instanceof SyntaxError;
    if (isMissing) return failure('Runtime.ImportModuleError', String(error), []);
    return failureOf(error, isSyntax ? 'Runtime.UserCodeSyntaxError' : undefined);
  }
};

const contextOf = ({ timeoutMs, clientContext }: InvokeMessage) => {
  const deadline = Date.now() + timeoutMs;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: instance.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: instance.functionArn,
    memoryLimitInMB: String(instance.memoryMb),
    awsRequestId: requestId,
    logGroupName: instance.logGroup,
    logStreamName: instance.logStream,
    ...(clientContext !== undefined && { clientContext: JSON.parse(clientContext) as unknown }),
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
};

const answer = async (handler: Handler, message: InvokeMessage): Promise<Outcome> => {
  let result: unknown;
  try {
    result = await handler(JSON.parse(message.event), contextOf(message));
  } catch (error) {
    return failureOf(error);
  }
  try {
    const payload = JSON.stringify(result) ?? 'null';
    if (Buffer.byteLength(payload) <= responseMaxBytes) return { payload };
    return failure(
      'Function.ResponseSizeTooLarge',
      `Response payload size exceeded maximum allowed payload size (${responseMaxBytes} bytes).`,
    );
  } catch {
    return failure('Runtime.MarshalError', 'Unable to stringify response body', []);
  }
};

const done = (outcome: Outcome): void =>
  post({ type: 'done', usedMb: Math.ceil(getHeapStatistics().used_heap_size / 2 ** 20), ...outcome });

/**
 * Where the world's time is turned, the back-off of SDK clients would still take the host's: with full jitter its least
 * draw is no wait at all. It also makes one run like the other.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
const leaveNothingToChance = (): void => {
  Math.random = () => 0;
};

/**
 * An import of node:http reads all that it exports, and with these three loads Node's whole fetch: 60 ms of a thread's start. Where a
 * module's own names are read they are left out; `http.WebSocket` and the globals of their names are as ever.
 */
const leaveFetchUntilAsked = (): void => {
  const http = process.getBuiltinModule('node:http');
  const names = ['WebSocket', 'CloseEvent', 'MessageEvent'];
  const own = Object.entries(Object.getOwnPropertyDescriptors(http)).filter(([name]) => names.includes(name));
  Object.setPrototypeOf(http, Object.create(Object.prototype, Object.fromEntries(own)));
  for (const [name] of own) Reflect.deleteProperty(http, name);
};

const serve = async (): Promise<void> => {
  // It has been read when the thread started, and is none of Lambda's variables.
  delete process.env['NODE_COMPILE_CACHE'];
  redirectOutput();
  leaveFetchUntilAsked();
  if (instance.isSteady) leaveNothingToChance();
  process.on('unhandledRejection', (error) => {
    done(failure('Runtime.UnhandledPromiseRejection', String(error), []));
    process.exit(128);
  });
  const startedAt = performance.now();
  const handler = await loadHandler();
  post({ type: 'ready', initMs: performance.now() - startedAt });
  parentPort?.on('message', async (message: InvokeMessage) => {
    requestId = message.requestId;
    done(typeof handler === 'function' ? await answer(handler, message) : handler);
  });
};

await serve();
