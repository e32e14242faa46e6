import {
  CreateTargetGroupCommand,
  DeleteRuleCommand,
  DeleteTargetGroupCommand,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import definition from '../../../statemachines/teardown-service/definition.asl.json' with { type: 'json' };
import { serviceRuns, tasksOf } from '../../support/service-runs.ts';

const { world, run, there, clear, failCall } = serviceRuns();

const ending = ['NotifyFailure', 'RunbookFailed'];
const tasks = tasksOf(definition);

/** Task states of a teardown that meets no trouble. */
let path: string[];

beforeAll(async () => {
  await run('deploy-service');
  path = (await run('teardown-service')).states.filter((name) => tasks.includes(name));
}, 60_000);

afterEach(clear, 60_000);

describe('teardown-service', () => {
  it('plans alone in a dry run', async () => {
    await run('deploy-service');
    const before = await there();
    const { result } = await run('teardown-service', { dryRun: true });
    expect(result).toMatchObject({
      outcome: 'PASS',
      summary: 'dry run of the teardown of demo/hello-1: 1 to change, 4 to delete',
    });
    expect(await there()).toEqual(before);
  });

  it('leaves nothing, and does nothing a second time', async () => {
    await run('deploy-service');
    const { result, states } = await run('teardown-service');
    expect(result).toMatchObject({ outcome: 'PASS', summary: 'demo/hello-1 torn down: 1 changed, 4 deleted' });
    expect(states).toEqual(expect.arrayContaining(['WaitForServiceDrained', 'CheckServiceInactive']));
    expect(await there()).toEqual([]);
    const again = await run('teardown-service');
    expect(again.result).toMatchObject({ outcome: 'PASS', summary: 'demo/hello-1: nothing to tear down' });
    expect(again.states.filter((name) => /^(Scale|Delete|Deregister|Check)/.test(name))).toEqual([]);
  });

  it('takes the rest where the service is gone already', async () => {
    await run('deploy-service');
    await run('teardown-service', { only: 'scale-service' });
    await run('teardown-service', { only: 'delete-service' });
    expect((await there()).join()).not.toContain('service');
    const { result } = await run('teardown-service');
    expect(result.summary).toBe('demo/hello-1 torn down: 3 deleted');
    expect(await there()).toEqual([]);
  });

  it('does one step after another, each by itself', async () => {
    await run('deploy-service');
    for (const [only, count] of [
      ['scale-service', 4],
      ['delete-service', 3],
      ['delete-listeners', 2],
      ['delete-target-groups', 1],
      ['deregister-task-definitions', 0],
    ] as const) {
      expect(await run('teardown-service', { only })).toMatchObject({ status: 'SUCCEEDED' });
      expect(await there()).toHaveLength(count);
    }
  });

  it('leaves a rule that serves another service by now, and says so', async () => {
    const { data } = await run('deploy-service');
    const [rule] = data['rules'] as { arn: string }[];
    const vpc = { VpcId: 'vpc-0123456789abcdef0', TargetType: 'ip' as const };
    const { TargetGroups } = await world.elb.send(
      new CreateTargetGroupCommand({ Name: 'other', Protocol: 'HTTP', Port: 80, ...vpc }),
    );
    const Actions = [{ Type: 'forward' as const, TargetGroupArn: TargetGroups?.[0]?.TargetGroupArn }];
    await world.elb.send(new ModifyRuleCommand({ RuleArn: rule?.arn, Actions }));
    const down = await run('teardown-service');
    expect(down.result).toMatchObject({ outcome: 'WARN' });
    expect(await there()).toEqual(expect.arrayContaining(['target group other', 'rule 50000']));
    expect(down.result.findings[0]?.detail).toContain('it forwards to other');
    await world.elb.send(new DeleteRuleCommand({ RuleArn: rule?.arn }));
    await world.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: TargetGroups?.[0]?.TargetGroupArn }));
  });

  it('fails by the name of what it is denied, and goes on at the next start', async () => {
    await run('deploy-service');
    world.sandbox.faults.add({ service: 'ecs', operation: 'UpdateService', error: 'AccessDeniedException', times: 4 });
    expect(await run('teardown-service')).toMatchObject({ status: 'FAILED', error: 'AccessDeniedException' });
    world.sandbox.faults.clear();
    expect(await run('teardown-service')).toMatchObject({ status: 'SUCCEEDED' });
    expect(await there()).toEqual([]);
  });

  it.each(
    tasks.filter(
      (name) => !['DeregisterScalableTarget', 'UnlockService', 'NotifyResult', 'NotifyFailure'].includes(name),
    ),
  )('that cannot invoke %s fails, unlocks, and goes on at the next start', async (name) => {
    await run('deploy-service');
    failCall(path, name);
    const ended = await run('teardown-service');
    expect(ended).toMatchObject({ status: 'FAILED', error: 'Lambda.ResourceNotFoundException' });
    expect(ended.states.slice(-2)).toEqual(ending);
    expect((await there()).join()).not.toContain('lock');
    expect(await run('teardown-service')).toMatchObject({ status: 'SUCCEEDED' });
    expect(await there()).toEqual([]);
  });
});
