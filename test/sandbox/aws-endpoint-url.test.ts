import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';

/** Versions from which the CLI reads AWS_ENDPOINT_URL, by major: 1.29 and 2.13. */
const oldestMinor: Record<string, number> = { 1: 29, 2: 13 };

const knowsEndpointUrl = (cli: string): boolean => {
  const { stdout } = spawnSync(cli, ['--version'], { encoding: 'utf8' });
  const [, major = '', minor = ''] = /^aws-cli\/(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  return Number(minor) >= (oldestMinor[major] ?? Number.POSITIVE_INFINITY);
};

const installed = spawnSync('which', ['-a', 'aws'], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
const cli = installed.find(knowsEndpointUrl);

const name = 'the AWS CLI by AWS_ENDPOINT_URL';
const describeIfKnown = cli ? describe : describe.skip;

describeIfKnown(cli ? name : `${name} [skipped: AWS CLI of 2.13, or 1.29, or newer not installed]`, () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
  }, 600_000);

  afterAll(() => sandbox.close());

  const aws = async (...args: string[]): Promise<unknown> => {
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...sandbox.environment };
    const { stdout } = await promisify(execFile)(cli as string, [...args, '--output', 'json'], { env });
    return JSON.parse(stdout);
  };

  it('finds every service in the sandbox, with the exports that it prints', async () => {
    expect(await aws('sts', 'get-caller-identity')).toMatchObject({ Account: '000000000000' });
    expect(await aws('ecs', 'list-clusters')).toMatchObject({
      clusterArns: [expect.stringContaining(':cluster/demo')],
    });
    expect(await aws('stepfunctions', 'list-state-machines')).toMatchObject({
      stateMachines: expect.arrayContaining([expect.objectContaining({ name: 'ecs-runbooks-sandbox-autodiag' })]),
    });
    expect(await aws('s3api', 'list-buckets')).toMatchObject({
      Buckets: expect.arrayContaining([expect.objectContaining({ Name: expect.stringContaining('reports') })]),
    });
  });
});
