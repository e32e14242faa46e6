import { describe, expect, it } from '@jest/globals';
import { resolvedService, taskDefinitionPath } from '../../domain/service/support/service-spec.ts';
import { serviceWorld, stateOf } from './service-world.ts';

const steps = serviceWorld();

/** Each step after those that must have come before it, in a cluster and with a family of its own. */
const runs = {
  register: async (name: string) => stateFor(name),
  create: async (name: string) => {
    const state = stateFor(name);
    return { ...state, taskDefinition: await steps.register(state) };
  },
  scale: async (name: string) => {
    const state = await runs.create(name);
    await steps.create(state);
    return { ...state, desiredCount: 3 };
  },
  remove: async (name: string) => {
    const state = await runs.scale(name);
    await steps.scale({ ...state, desiredCount: 0 });
    return state;
  },
  checkDrained: (name: string) => runs.remove(name),
  checkInactive: (name: string) => runs.remove(name),
  deregister: (name: string) => runs.create(name),
};
type Step = keyof typeof runs;

const stateFor = (name: string) => {
  const resolved = { ...resolvedService([[...taskDefinitionPath, 'family'], name]), cluster: name };
  const state = stateOf(resolved);
  state.plan.desiredCount = 1;
  return state;
};

const calls: [Step, string][] = [
  ['register', 'DescribeServices'],
  ['register', 'DescribeTaskDefinition'],
  ['register', 'RegisterTaskDefinition'],
  ['create', 'DescribeServices'],
  ['create', 'CreateService'],
  ['scale', 'DescribeServices'],
  ['scale', 'UpdateService'],
  ['checkDrained', 'DescribeServices'],
  ['remove', 'DescribeServices'],
  ['remove', 'DeleteService'],
  ['checkInactive', 'DescribeServices'],
  ['deregister', 'ListTaskDefinitions'],
  ['deregister', 'DescribeTaskDefinition'],
  ['deregister', 'DeregisterTaskDefinition'],
];

const transient = [
  { error: 'ThrottlingException', status: 400 },
  { error: 'ServerException', status: 500 },
];

describe.each(calls)('%s, when %s fails', (step, operation) => {
  it.each(transient)('with $error for good, is done right by a later try', async ({ error, status }) => {
    const name = `${step}-${operation}-${error}`;
    await steps.cluster(name);
    const state = await runs[step](name);
    steps.world.sandbox.faults.add({ service: 'ecs', operation, error, status, times: 100 });
    await expect(steps[step](state)).rejects.toMatchObject({ name: error });
    steps.world.sandbox.faults.clear();
    await expect(steps[step](state)).resolves.toBeDefined();
    expect((await steps.revisions(name)).length).toBeLessThanOrEqual(1);
  });

  it('with a denial, ends in its name', async () => {
    const name = `${step}-${operation}-denied`;
    await steps.cluster(name);
    const state = await runs[step](name);
    steps.world.sandbox.faults.add({ service: 'ecs', operation, error: 'AccessDeniedException' });
    await expect(steps[step](state)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
