import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { ExecutionDocument } from '../../../cli/execution/document.ts';
import { runCommand } from '../../cli/support/command.ts';
import { describeWith } from '../../support/programs.ts';
import { machineArn, root, seedBlock, seedFile, seedRuns } from '../../support/seed-runs.ts';

const { world, run, snapshot } = seedRuns();

const specFile = join(root, 'test/functions/domain/service/samples/seed.json');
const patienceMs = 600_000;

/** `runbook start`, led to the sandbox as the README says. */
const start = async (runbook: string, ...words: string[]) => {
  const { code, stdout, stderr } = await runCommand(['start', runbook, ...words, '--json'], world.sandbox.environment);
  return { code, stderr, document: JSON.parse(stdout) as ExecutionDocument };
};

describe('runbook start, with the spec in a file,', () => {
  const words = [`spec=@${specFile}`, 'environment=prestaging'];

  it(
    'plans, deploys what was approved, has nothing more to do, and tears down',
    async () => {
      const build = 'variables.BUILD_VERSION=1.2.3';
      const planned = await start('deploy-service', ...words, build, 'dryRun=true');
      expect(planned).toMatchObject({ code: 0, document: { status: 'SUCCEEDED' } });
      const plan = planned.document.result?.data?.['plan'] as { hash: string } | undefined;
      expect(await snapshot()).toEqual(world.empty);

      expect(await start('deploy-service', ...words, build, `approvedPlan=${plan?.hash}`)).toMatchObject({
        code: 0,
        document: { status: 'SUCCEEDED', result: { outcome: 'PASS' } },
      });
      expect((await start('deploy-service', ...words, build)).document.result).toMatchObject({
        data: { plan: { status: 'NOTHING' } },
      });
      expect(await start('teardown-service', ...words)).toMatchObject({
        code: 0,
        document: { status: 'SUCCEEDED', result: { outcome: 'PASS' } },
      });
      expect(await snapshot()).toEqual(world.empty);
    },
    patienceMs,
  );

  it(
    'takes a step by the name that the seed has for it',
    async () => {
      const { code, document } = await start('deploy-service', ...words, 'only=create_elb_target_groups');
      expect(code).toBe(0);
      expect(document.result?.summary).toMatch(/^create-target-groups of testing-prestaging\/example1 deployed/);
      expect(await start('teardown-service', ...words, 'only=delete_elb_target_groups')).toMatchObject({ code: 0 });
      expect(await snapshot()).toEqual(world.empty);
    },
    patienceMs,
  );

  it('exits 1 with the name of the error for an environment that the spec does not know', async () => {
    const { code, document } = await start('deploy-service', `spec=@${specFile}`, 'environment=production');
    expect({ code, error: document.error }).toEqual({ code: 1, error: 'InvalidServiceSpecError' });
  });

  it('exits 2 before anything is started for a field that there is not', async () => {
    const { code, stderr } = await runCommand(['start', 'deploy-service', ...words, 'dryrun=true']);
    expect(code).toBe(2);
    expect(stderr).toContain('dryRun');
  });
});

describe('runbook start, with the seed’s block as it stands in its document,', () => {
  it(
    'deploys with a WARN, and tears down',
    async () => {
      expect(await start('deploy-service', '--request', seedFile)).toMatchObject({
        code: 0,
        document: { status: 'SUCCEEDED', result: { outcome: 'WARN' } },
      });
      expect(await start('teardown-service', '--request', seedFile)).toMatchObject({ code: 0 });
      expect(await snapshot()).toEqual(world.empty);
    },
    patienceMs,
  );
});

describeWith(['aws'], 'the AWS CLI, with the seed’s block pasted,', () => {
  /** Debian's own, where a version manager's stand-in would come first on PATH. */
  const program = existsSync('/usr/bin/aws') ? '/usr/bin/aws' : 'aws';

  const aws = async (...words: string[]): Promise<Record<string, string>> => {
    const env = { PATH: process.env['PATH'] ?? '', AWS_PAGER: '', ...world.sandbox.environment };
    const { stdout } = await promisify(execFile)(
      program,
      ['stepfunctions', ...words, '--endpoint-url', world.sandbox.url, '--output', 'json'],
      { env },
    );
    return JSON.parse(stdout) as Record<string, string>;
  };

  it(
    'starts deploy-service by start-execution',
    async () => {
      const arn = machineArn('deploy-service');
      const { executionArn = '' } = await aws(
        'start-execution',
        '--state-machine-arn',
        arn,
        '--input',
        JSON.stringify(seedBlock),
      );
      await world.sandbox.services.stepFunctions.execution(executionArn).ended;
      const { status, output = '{}' } = await aws('describe-execution', '--execution-arn', executionArn);
      expect({ status, output: JSON.parse(output) }).toMatchObject({
        status: 'SUCCEEDED',
        output: { outcome: 'WARN' },
      });
      expect(await run('teardown-service')).toMatchObject({ status: 'SUCCEEDED' });
      expect(await snapshot()).toEqual(world.empty);
    },
    patienceMs,
  );
});
