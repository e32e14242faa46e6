import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import type { ScenarioName } from '../../../sandbox/scenarios/index.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** Packaging the stack is in it. */
const patienceMs = 600_000;

let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

const start = async (scenario: ScenarioName) => {
  sandbox = await startSandbox({ clock: 'turned', scenario });
  const [command = ''] = sandbox.scenario?.commands ?? [];
  const [, file = ''] = /--request (\S+)/.exec(command) ?? [];
  const request = JSON.parse(readFileSync(join(root, file), 'utf8')) as object;
  const { run } = sandbox;
  return (runbook: string, fields: object = {}) => run(runbook, { ...request, ...fields });
};

describe('in the world of', () => {
  it.each([
    ['image-missing', /CannotPullContainerError.*undone: deleted service shop\/catalog/],
    ['health-check-fails', /failed ELB health checks.*undone: deleted service shop\/basket/],
    ['crashes-after-a-minute', /fatal: no connection to the database.*\nundone: deleted service shop\/payment/],
  ] as const)(
    '%s a deployment fails, says why and leaves nothing',
    async (name, cause) => {
      const run = await start(name);
      expect(await run('deploy-service')).toMatchObject({
        status: 'FAILED',
        error: 'ServiceNotStableError',
        cause: expect.stringMatching(cause),
      });
      expect(await run('teardown-service')).toMatchObject({
        status: 'SUCCEEDED',
        output: { summary: expect.stringMatching(/nothing to tear down$/) },
      });
    },
    patienceMs,
  );

  it(
    'network-load-balancer a service is deployed, verified and torn down',
    async () => {
      const run = await start('network-load-balancer');
      const deployed = await run('deploy-service');
      expect(deployed).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'PASS' } });
      expect((deployed.output as { findings: object[] }).findings).toContainEqual({
        check: 'verification body',
        status: 'PASS',
        detail: 'is as expected: v43',
      });
      expect(await run('teardown-service')).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'PASS' } });
    },
    patienceMs,
  );

  it(
    'seed a service whose build is not the wanted one is undone, and one without a build is not verified',
    async () => {
      const run = await start('seed');
      const wrong = await run('deploy-service', { variables: { BUILD_VERSION: '9.9.9' }, timeoutMinutes: 5 });
      expect(wrong).toMatchObject({
        status: 'FAILED',
        error: 'VerificationFailedError',
        cause: expect.stringMatching(/verification body: expected .*9\\\.9\\\.9.*got <!-- buildVersion: "1\.2\.3" -->/),
      });
      const unknown = await run('deploy-service');
      expect(unknown).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'WARN' } });
      expect((unknown.output as { findings: object[] }).findings[0]).toMatchObject({
        status: 'WARN',
        detail: 'not verified: BUILD_VERSION not given',
      });
    },
    patienceMs,
  );
});
