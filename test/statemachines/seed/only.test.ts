import { afterEach, describe, expect, it } from '@jest/globals';
import { built, seedRuns } from '../../support/seed-runs.ts';

const { world, run, snapshot } = seedRuns();
const service = 'testing-prestaging/example1';

afterEach(async () => {
  await run('teardown-service');
}, 60_000);

/** What one step by itself did, in its own sentence. */
const doOnly = async (runbook: string, only: string, fields: object = {}): Promise<string> => {
  const { status, cause, result } = await run(runbook, { only, ...fields });
  return status === 'SUCCEEDED' ? result.summary : `${status}: ${cause}`;
};

describe('each command of the seed by itself, in its order,', () => {
  it('deploys, by the names of the tool before', async () => {
    const said: string[] = [];
    for (const command of [
      'validate_cloud_spec',
      'create_ecs_task_definition',
      'create_elb_target_groups',
      'update_elb_listeners',
      'create_ecs_service',
      'register_service_as_scalable_target_and_attach_scaling_policy',
      'verify_service',
    ]) {
      said.push(await doOnly('deploy-service', command, built));
    }
    expect(said).toEqual([
      `${service} can be deployed`,
      `register-task-definition of ${service} deployed: 1 created`,
      `create-target-groups of ${service} deployed: 1 created`,
      `update-listeners of ${service} deployed: 1 created`,
      `create-service of ${service} deployed: 1 created`,
      `register-scalable-target of ${service} deployed: 2 created`,
      `${service} was verified`,
    ]);
    expect((await run('deploy-service', built)).result).toMatchObject({
      outcome: 'PASS',
      data: { plan: { status: 'NOTHING' } },
    });
  });

  it('scales, tears down, and leaves nothing', async () => {
    await run('deploy-service', built);
    const said: string[] = [];
    for (const command of [
      'deregister-scalable-target',
      'scale_ecs_service',
      'delete_ecs_service',
      'delete_elb_listeners',
      'delete_elb_target_groups',
      'deregister-task-definitions',
    ]) {
      said.push(await doOnly('teardown-service', command));
    }
    expect(said).toEqual([
      `deregister-scalable-target of ${service} torn down: 2 deleted`,
      `scale-service of ${service} torn down: 1 changed`,
      `delete-service of ${service} torn down: 1 deleted`,
      `delete-listeners of ${service} torn down: 1 deleted`,
      `delete-target-groups of ${service} torn down: 1 deleted`,
      `deregister-task-definitions of ${service} torn down: 1 deleted`,
    ]);
    expect(await snapshot()).toEqual(world.empty);
  });

  it('does nothing a second time', async () => {
    await run('deploy-service', built);
    for (const only of ['register-task-definition', 'create-target-groups', 'update-listeners', 'create-service']) {
      expect([only, await doOnly('deploy-service', only)]).toEqual([only, expect.stringContaining('nothing to do')]);
    }
  });
});
