import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceSpec } from '../../../../functions/domain/service/spec-schema/index.ts';
import { changedSpec, networkLoadBalancerSpec, startWorld, type World } from './world.ts';

let world: World;
const spec = networkLoadBalancerSpec();

beforeAll(async () => {
  world = await startWorld();
  world.furnish(spec, []);
}, 60_000);
afterAll(() => world.close());

const capacityOf = async (checked: ServiceSpec) => {
  const { findings } = await world.check(checked, { only: 'validate' });
  return findings.find(({ check }) => check === 'container instances of cluster prod');
};
const external = changedSpec(spec, ({ aws: { ecs } }) => {
  if (ecs.service) ecs.service.launchType = 'EXTERNAL';
});

describe('CheckDeployPreconditions behind a network load balancer', () => {
  it('lets its listeners be made, and warns of a cluster without container instances', async () => {
    const { status, findings } = await world.check(spec);
    expect(status).toBe('MET');
    expect(findings.map(({ status: each, check }) => `${each} ${check}`)).toEqual([
      'WARN container instances of cluster prod',
      'PASS cluster prod',
      'PASS load balancer gateway',
      'PASS container gateway port 3306 for target group gateway-1',
      'PASS image example.com/gateway:1',
    ]);
  });

  it('looks for container instances of the launch type', async () => {
    const id = '0f3d2c1b4a5968778695a4b3c2d1e0ff';
    const given = { id, ec2InstanceId: 'i-0a1b2c3d4e5f60718', clusterName: 'prod', launchType: 'EC2' } as const;
    world.sandbox.services.ecs.registerInstance(given);
    expect(await capacityOf(spec)).toMatchObject({ status: 'PASS' });
    expect(await capacityOf(external)).toMatchObject({
      status: 'WARN',
      detail: 'none of launch type EXTERNAL is ACTIVE',
    });
    const other = { id: id.replace('0', '1'), ec2InstanceId: 'mi-0123456789abcdef0', clusterName: 'prod' };
    world.sandbox.services.ecs.registerInstance({ ...other, launchType: 'EXTERNAL' });
    expect(await capacityOf(external)).toMatchObject({ status: 'PASS' });
  });

  it.each([
    ['create-target-groups', ['PASS load balancer gateway']],
    ['update-listeners', ['PASS load balancer gateway']],
    ['register-task-definition', ['PASS image example.com/gateway:1']],
    ['register-scalable-target', ['PASS cluster prod', 'PASS container instances of cluster prod']],
    ['verify', []],
  ] as const)('checks for only=%s what that step needs', async (only, expected) => {
    const { findings } = await world.check(spec, { only });
    expect(findings.map(({ status, check }) => `${status} ${check}`)).toEqual(expected);
  });
});
