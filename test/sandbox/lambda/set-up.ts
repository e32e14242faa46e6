import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { Clock } from '../../../sandbox/clock.ts';
import { createFaults } from '../../../sandbox/faults.ts';
import type { FunctionConfiguration } from '../../../sandbox/lambda/configuration.ts';
import { realClock } from '../../../sandbox/real-clock.ts';
import { lambdaService } from '../../../sandbox/services/lambda.ts';
import { sqsService } from '../../../sandbox/services/sqs/index.ts';
import type { World } from '../../../sandbox/world.ts';

/** Sources of the functions, by file. */
const code = {
  'echo.mjs': `
    let count = 0;
    export const handler = async (event, context) => {
      count += 1;
      const { getRemainingTimeInMillis, ...plain } = context;
      return { event, count, context: plain, remainingMs: getRemainingTimeInMillis(), env: { ...process.env } };
    };`,
  'talk.mjs': `
    export const handler = async () => {
      console.log('to the %s', 'console');
      process.stdout.write('plain\\npieces ');
      process.stdout.write('joined\\n');
      console.error(new Error('told').message);
    };`,
  'fail.mjs': `
    class OwnError extends Error { name = 'OwnError'; }
    export const handler = async ({ how }) => {
      if (how === 'throw') throw new OwnError('my fault');
      if (how === 'throw text') throw 'just text';
      if (how === 'exit') process.exit(3);
      if (how === 'leave') process.exit(0);
      if (how === 'hang') return new Promise(() => setInterval(() => {}, 1_000));
      if (how === 'reject') { Promise.reject(new Error('forgotten')); return new Promise(() => {}); }
      if (how === 'circle') { const circle = {}; circle.circle = circle; return circle; }
      if (how === 'large') return 'x'.repeat(7_000_000);
      if (how === 'devour') { const all = []; for (;;) all.push(new Array(1_000_000).fill(how + all.length)); }
      return how;
    };`,
  'broken.mjs': `export const handler = (`,
  'imports.mjs': `import './gone.mjs'; export const handler = () => 1;`,
  'throws.mjs': `throw new RangeError('at once');`,
  'chance.mjs': `export const handler = () => Math.random();`,
  'fetching.mjs': `
    import http from 'node:http';
    const isLoaded = () => process.moduleLoadList.includes('NativeModule internal/deps/undici/undici');
    export const handler = async () => {
      const { request } = await import('node:http');
      const before = isLoaded();
      const isSame = http.WebSocket === WebSocket && http.MessageEvent === MessageEvent;
      return { before, isSame, after: isLoaded(), hasRequest: request === http.request };
    };`,
  'common.cjs': `exports.handler = async () => 'common';`,
  'meet.mjs': `
    export const handler = async ({ at }) => {
      const { promise, resolve } = Promise.withResolvers();
      const channel = new BroadcastChannel('meet');
      channel.onmessage = ({ data }) => { if (data === 'both') resolve(at); else { channel.postMessage('both'); setTimeout(() => resolve(at), 20); } };
      const knock = setInterval(() => channel.postMessage('here'), 5);
      try { return await promise; } finally { clearInterval(knock); channel.close(); }
    };`,
};

export type Lambda = ReturnType<typeof lambdaService>;

/** Writes the functions for the tests of a file, and gives what deploys one of them as `step`. */
export const useFunctions = () => {
  let codeDirectory = '';
  const open: Lambda[] = [];
  beforeAll(async () => {
    codeDirectory = await mkdtemp(join(tmpdir(), 'functions-'));
    for (const [name, text] of Object.entries(code)) await writeFile(join(codeDirectory, name), text);
  });
  afterAll(async () => {
    await Promise.all(open.map((lambda) => lambda.close()));
    await rm(codeDirectory, { recursive: true });
  });
  return (file: string, more: Partial<FunctionConfiguration> = {}, clock?: Clock) => {
    const deployed = deploy({ ...configurationOf(file, codeDirectory), ...more }, clock);
    open.push(deployed.lambda);
    return deployed;
  };
};

const configurationOf = (file: string, codeDirectory: string): FunctionConfiguration => ({
  name: 'step',
  handler: `${file}.handler`,
  codeDirectory,
  environment: { TOPIC: 'results' },
  timeoutSeconds: 20,
  memoryMb: 128,
  runtime: 'nodejs24.x',
  role: 'arn:aws:iam::000000000000:role/step',
  description: 'a step',
  architecture: 'arm64',
  logGroup: '/aws/lambda/step',
  codeSizeBytes: 1_000,
  codeSha256: 'hash',
});

const deploy = (configuration: FunctionConfiguration, clock: Clock = realClock()) => {
  const lines: string[] = [];
  const world: World = {
    accountId: '000000000000',
    region: 'eu-west-1',
    endpointUrl: 'http://127.0.0.1:4566',
    clock,
    faults: createFaults(clock),
  };
  const sqs = sqsService(world);
  const lambda = lambdaService(world, {
    putLogs: (_group, _stream, added) => lines.push(...added),
    queues: sqs.reader,
  });
  lambda.deploy(configuration);
  const invoke = async (event: unknown, request = {}) => {
    const answer = await lambda.invoke({ functionName: 'step', payload: JSON.stringify(event), ...request });
    return { ...answer, payload: JSON.parse(answer.payload ?? 'null') as Record<string, unknown> };
  };
  return { lambda, lines, sqs, world, invoke };
};
