import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Clock } from '../../../sandbox/clock.ts';
import { type Endpoint, listen } from '../../../sandbox/endpoint/index.ts';
import { createFaults } from '../../../sandbox/faults.ts';
import { realClock } from '../../../sandbox/real-clock.ts';
import type { Service } from '../../../sandbox/service.ts';
import type { World } from '../../../sandbox/world.ts';

/** A world without services. */
export const createWorld = (clock: Clock = realClock()): World => ({
  accountId: '000000000000',
  region: 'us-east-1',
  endpointUrl: '',
  clock,
  faults: createFaults(clock),
});

/** What SDK clients are built with to reach an endpoint. */
export const clientConfig = ({ url }: Endpoint) => ({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' },
  maxAttempts: 1,
});

/** Serves services on a free port of loopback. */
export const start = (world: World, services: Service[]): Promise<Endpoint> =>
  listen(world, services, { port: 0, host: '127.0.0.1' });

/** Debian's CLI where there is one: others on PATH may be wrappers. */
const awsProgram = existsSync('/usr/bin/aws') ? '/usr/bin/aws' : 'aws';

/** Runs the AWS CLI against an endpoint; its JSON output parsed, its errors as they were printed. */
export const aws = async (
  { url, program = awsProgram }: Endpoint & { program?: string | undefined },
  ...args: string[]
): Promise<{ output: unknown; text: string; errors: string; exitCode: number | null }> => {
  const child = spawn(program, ['--endpoint-url', url, '--output', 'json', ...args], {
    env: {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
      AWS_MAX_ATTEMPTS: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const read = async (stream: AsyncIterable<Buffer>) => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };
  const exited = new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject));
  const [text, errors, exitCode] = await Promise.all([read(child.stdout), read(child.stderr), exited]);
  return {
    output: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined,
    text,
    errors,
    exitCode,
  };
};
