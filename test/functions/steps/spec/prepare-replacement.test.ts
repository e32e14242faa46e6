import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exampleSpec } from '../../../../functions/domain/service/request/example.ts';
import { validateRequest } from '../../../../functions/domain/validate-request.ts';
import { deployService } from '../../../../statemachines/deploy-service/runbook.ts';
import { teardownService } from '../../../../statemachines/teardown-service/runbook.ts';
import { execution, type SpecWorld, startSpecWorld } from './spec-world.ts';

let world: SpecWorld;

beforeAll(async () => {
  world = await startSpecWorld();
});
afterAll(() => world.close());

type Spec = typeof exampleSpec;

const renamed = (from: string, to: string): Spec => JSON.parse(JSON.stringify(exampleSpec).replaceAll(from, to));
const second = renamed('hello-1', 'hello-2');
const beside: Spec = JSON.parse(JSON.stringify(second).replace('hello.example.com', 'next.example.com'));

const defaults = {
  environment: 'demo',
  dryRun: false,
  pollSeconds: 10,
  timeoutMinutes: 15,
  onFailure: 'rollback' as const,
};
const common = {
  environment: 'demo',
  dryRun: false,
  pollSeconds: 10,
  timeoutMinutes: 15,
  lockedBy: execution.id,
  trigger: { by: 'ann', from: 'cli' },
};
const hello = (number: number) => ({ cluster: 'demo', service: `hello-${number}` });

describe('PrepareReplacement', () => {
  it('recreates with the same spec, overrides and all', async () => {
    const serviceOverrides = { desiredCount: 3 };
    const request = {
      ...defaults,
      strategy: 'recreate' as const,
      spec: exampleSpec,
      serviceOverrides,
      desiredCount: 2,
    };
    expect(await world.prepare(request, { by: 'ann', from: 'cli' })).toEqual({
      strategy: 'recreate',
      deploy: { ...common, spec: exampleSpec, serviceOverrides, desiredCount: 2, onFailure: 'rollback' },
      teardown: { ...common, spec: exampleSpec, serviceOverrides },
      services: [hello(1)],
    });
  });

  it('recreates what another spec deployed', async () => {
    const request = {
      ...defaults,
      strategy: 'recreate' as const,
      specText: JSON.stringify(second),
      oldSpec: exampleSpec,
    };
    const overridden = { ...request, serviceOverrides: { desiredCount: 1 } };
    expect(await world.prepare(overridden)).toMatchObject({
      deploy: { specText: JSON.stringify(second), serviceOverrides: { desiredCount: 1 } },
      teardown: { spec: exampleSpec },
      services: [hello(2), hello(1)],
    });
    expect((await world.prepare(overridden)).teardown).not.toHaveProperty('serviceOverrides');
  });

  it('puts a new service beside the old one', async () => {
    const specUrl = await world.put('new.json', JSON.stringify(beside));
    const oldSpecUrl = await world.put('old.json', JSON.stringify(exampleSpec));
    expect(await world.prepare({ ...defaults, strategy: 'parallel', specUrl, oldSpecUrl })).toMatchObject({
      strategy: 'parallel',
      deploy: { specUrl },
      teardown: { specUrl: oldSpecUrl },
      services: [hello(2), hello(1)],
    });
  });

  it.each([
    ['recreate', true],
    ['parallel', undefined],
  ] as const)('tells the dry run of %s what will be gone', async (strategy, afterTeardown) => {
    const request = { ...defaults, strategy, dryRun: true, spec: beside, oldSpec: exampleSpec };
    const { deploy, teardown } = await world.prepare(request);
    expect(deploy['afterTeardown']).toBe(afterTeardown);
    expect([deploy['dryRun'], teardown['dryRun'], teardown['afterTeardown']]).toEqual([true, true, undefined]);
  });

  it('makes requests that both runbooks take', async () => {
    const request = {
      ...defaults,
      strategy: 'recreate' as const,
      dryRun: true,
      cloud_spec_json: JSON.stringify(exampleSpec),
      contexts: ['eu'],
      variables: { A: '1' },
      activeService: 'hello-0',
      allowExisting: true,
      specSource: 'https://example.com/spec.json',
      onFailure: 'keep' as const,
    };
    const { deploy, teardown } = await world.prepare(request);
    expect(() => validateRequest(deployService, deploy)).not.toThrow();
    expect(() => validateRequest(teardownService, teardown)).not.toThrow();
  });

  it.each([
    ['the same service', exampleSpec, /both specs name the service demo\/hello-1; .*use strategy=recreate$/],
    [
      'the same target group and rule',
      JSON.parse(JSON.stringify(exampleSpec).replace('"name":"hello-1","cluster"', '"name":"hello-2","cluster"')),
      /both have the target group hello-1; both have the rule demo-application:443 host-header=hello\.example\.com; /,
    ],
    ['the same rule', second, /beside the old one: both have the rule demo-application:443/],
  ])('refuses parallel services with %s', async (_what, spec, message) => {
    const request = { ...defaults, strategy: 'parallel' as const, spec, oldSpec: exampleSpec };
    await expect(world.prepare(request)).rejects.toMatchObject({
      name: 'ReplacementConflictError',
      message: expect.stringMatching(message),
    });
  });

  it('refuses two services on one listener of a network load balancer', async () => {
    const network = (spec: Spec, name: string) => {
      const [balancer] = spec.aws.elb.loadBalancers;
      const listener = { protocol: 'TCP', port: 443, action: { targetGroupName: name } };
      const targetGroups = [{ name, protocol: 'TCP', port: 80, healthCheck: { protocol: 'TCP' } }];
      const elb = { loadBalancers: [{ ...balancer, type: 'network', listeners: [listener] }], targetGroups };
      return { ...spec, aws: { ...spec.aws, elb } };
    };
    const request = {
      ...defaults,
      strategy: 'parallel' as const,
      spec: network(second, 'hello-2'),
      oldSpec: network(exampleSpec, 'hello-1'),
    };
    await expect(world.prepare(request)).rejects.toMatchObject({
      name: 'ReplacementConflictError',
      message: expect.stringContaining('both have the listener demo-application:443'),
    });
  });

  it('names the problems of both specs at once', async () => {
    const request = { ...defaults, strategy: 'parallel' as const, spec: { version: '2.0' }, oldSpecText: '{' };
    await expect(world.prepare(request)).rejects.toMatchObject({
      name: 'InvalidServiceSpecError',
      message: expect.stringMatching(/^the service spec is not valid: \$.*; in the old spec \$: not JSON/),
    });
  });
});

describe('PrepareReplacement of a count that follows what runs', () => {
  const counted = (spec: Spec, desiredCount: 'auto' | undefined, name: string): Spec => {
    const copy = JSON.parse(JSON.stringify(spec).replaceAll(/hello-[12]/g, name));
    copy.aws.ecs.service.desiredCount = desiredCount;
    return copy;
  };
  const recreate = { ...defaults, strategy: 'recreate' as const };
  const next = JSON.parse(
    JSON.stringify(counted(exampleSpec, 'auto', 'new-1')).replace('hello.example', 'next.example'),
  );
  const parallel = { ...defaults, strategy: 'parallel' as const, spec: next };

  it.each(['auto', undefined] as const)('takes it before the teardown where the spec says %s', async (desiredCount) => {
    const name = `counted-${desiredCount}`;
    await world.addService(name, 7);
    const { deploy } = await world.prepare({ ...recreate, spec: counted(exampleSpec, desiredCount, name) });
    expect(deploy['desiredCount']).toBe(7);
  });

  it('takes that of the service that is named as active', async () => {
    await world.addService('active-1', 5);
    const request = { ...recreate, spec: exampleSpec, desiredCount: 'match' as const, activeService: 'active-1' };
    const { deploy } = await world.prepare(request);
    expect(deploy).toMatchObject({ desiredCount: 5 });
    expect(deploy).not.toHaveProperty('activeService');
  });

  it('fails before anything is torn down where nothing tells a count', async () => {
    const request = { ...recreate, spec: counted(exampleSpec, 'auto', 'gone-1') };
    await expect(world.prepare(request)).rejects.toMatchObject({ name: 'DesiredCountUnknownError' });
  });

  it('names the old service as the active one, which still stands', async () => {
    await world.addService('old-1', 4);
    const { deploy } = await world.prepare({ ...parallel, oldSpec: counted(exampleSpec, undefined, 'old-1') });
    expect(deploy['activeService']).toBe('old-1');
    expect(deploy).not.toHaveProperty('desiredCount');
  });

  it('leaves it to the deployment where the old service is gone', async () => {
    const { deploy } = await world.prepare({ ...parallel, oldSpec: counted(exampleSpec, undefined, 'gone-2') });
    expect(deploy).not.toHaveProperty('activeService');
  });
});
