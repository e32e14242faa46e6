import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { groupSpec, hostRule, loadBalancingSpec } from '../../../support/load-balancing-spec.ts';
import { type LoadBalancingWorld, startWorld, tagsOf } from './world.ts';

let world: LoadBalancingWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const forward = (TargetGroupArn: string) => ({ Actions: [{ Type: 'forward' as const, TargetGroupArn }] });

describe('deleteTargetGroups', () => {
  it('deletes the target groups of the service, and nothing the second time', async () => {
    const { targetGroups } = await world.createTargetGroups();
    expect(await world.deleteTargetGroups()).toEqual({
      deleted: [{ type: 'target group', name: 'web-1', arn: targetGroups[0]?.arn }],
      left: [],
    });
    expect(await world.groups()).toEqual([]);
    expect(await world.deleteTargetGroups()).toEqual({ deleted: [], left: [] });
  });

  it('deletes those that are left when some are gone', async () => {
    const targetGroups = [groupSpec(), groupSpec('web-2', { port: 8081 })];
    const spec = loadBalancingSpec({
      targetGroups,
      rules: [hostRule('a.example.com'), hostRule('b.example.com', 'web-2')],
    });
    const { targetGroups: made } = await world.createTargetGroups(spec);
    await world.client.deleteTargetGroup({ TargetGroupArn: made[0]?.arn });
    expect((await world.deleteTargetGroups(spec)).deleted).toMatchObject([{ name: 'web-2' }]);
  });

  it('leaves one that another rule forwards to', async () => {
    const { targetGroups } = await world.createTargetGroups();
    const arn = targetGroups[0]?.arn ?? '';
    await world.rule(world.web80, 9, { ...forward(arn), Tags: tagsOf('other') });
    expect(await world.deleteTargetGroups()).toEqual({
      deleted: [],
      left: [
        {
          type: 'target group',
          name: 'web-1',
          reason: 'rule web-lb HTTP:80 path-pattern=/9 (priority 9) forwards to it',
          command: `aws elbv2 delete-target-group --cli-input-json '{"TargetGroupArn":"${arn}"}'`,
        },
      ],
    });
  });

  it('leaves one that a load balancer uses which the spec does not name', async () => {
    const { targetGroups } = await world.createTargetGroups();
    const elsewhere = await world.listener(await world.loadBalancer('else-lb'), 80);
    await world.rule(elsewhere, 9, { ...forward(targetGroups[0]?.arn ?? ''), Tags: tagsOf('other') });
    expect((await world.deleteTargetGroups()).left).toMatchObject([
      { reason: 'rule else-lb HTTP:80 path-pattern=/9 (priority 9) forwards to it' },
    ]);
  });

  it('leaves one that is the default of a listener', async () => {
    const { targetGroups } = await world.createTargetGroups();
    await world.listener(world.webLb, 8080, targetGroups[0]?.arn);
    expect((await world.deleteTargetGroups()).left).toMatchObject([
      { reason: 'listener web-lb HTTP:8080 forwards to it' },
    ]);
  });

  it('leaves one that targets are registered with', async () => {
    const { targetGroups } = await world.createTargetGroups();
    const TargetGroupArn = targetGroups[0]?.arn;
    await world.client.registerTargets({ TargetGroupArn, Targets: [{ Id: '10.0.0.1' }] });
    expect((await world.deleteTargetGroups()).left).toMatchObject([
      { reason: '1 targets are registered with it; stop what registers them first' },
    ]);
    await world.client.deregisterTargets({ TargetGroupArn, Targets: [{ Id: '10.0.0.1' }] });
    expect((await world.deleteTargetGroups()).deleted).toHaveLength(1);
  });

  it('leaves another service’s, and nobody’s unless the request allows it', async () => {
    const arn = await world.targetGroup('web-1', { Port: 8080, Tags: tagsOf('other') });
    expect((await world.deleteTargetGroups(loadBalancingSpec(), true)).left).toMatchObject([
      { reason: 'it belongs to prod/other' },
    ]);
    await world.client.removeTags({ ResourceArns: [arn], TagKeys: ['ecs-runbooks:service'] });
    expect((await world.deleteTargetGroups()).left).toMatchObject([
      { reason: expect.stringContaining('allowExisting=true') },
    ]);
    expect((await world.deleteTargetGroups(loadBalancingSpec(), true)).deleted).toHaveLength(1);
  });

  const refuse = (times: number) =>
    world.world.faults.add({
      service: 'elasticloadbalancing',
      operation: 'DeleteTargetGroup',
      error: 'ResourceInUse',
      message: 'currently in use by a listener or a rule',
      times,
    });

  it('tries again while ELB has not forgotten a rule that is deleted', async () => {
    await world.createTargetGroups();
    refuse(3);
    expect((await world.deleteTargetGroups()).deleted).toHaveLength(1);
  });

  it('leaves what ELB still says is in use after four tries', async () => {
    await world.createTargetGroups();
    refuse(4);
    expect(await world.deleteTargetGroups()).toMatchObject({
      deleted: [],
      left: [{ name: 'web-1', reason: expect.stringContaining('AWS says that a listener or a rule still forwards') }],
    });
  });

  it('tells which rule of the service has to be deleted first when it is run by itself', async () => {
    await world.createTargetGroups();
    await world.updateListeners();
    expect((await world.deleteTargetGroups()).left).toMatchObject([
      { reason: 'rule web-lb HTTP:80 host-header=a.example.com (priority 1) forwards to it' },
    ]);
  });
});
