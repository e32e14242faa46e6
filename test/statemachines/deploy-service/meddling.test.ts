import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exampleSpec } from '../../../functions/domain/service/request/example.ts';
import { imageOf, serviceRuns } from '../../support/service-runs.ts';

const { world, run, clear } = serviceRuns();

beforeEach(async () => {
  await run('deploy-service');
}, 60_000);

let stop = () => {};
afterEach(async () => {
  stop();
  await clear();
}, 60_000);

/** Does something once, when a function makes a call for the n-th time. */
const at = (call: number, functionName: string, operation: string, work: () => void): void => {
  let calls = 0;
  stop = world.sandbox.faults.observe((met) => {
    if (met.operation !== operation || !met.functionName?.endsWith(functionName)) return;
    calls += 1;
    if (calls === call) work();
  });
};

const ecs = () => world.sandbox.services.ecs.operations;

const service = async () => {
  const input = { cluster: 'demo', services: ['hello-1'] };
  const { services: [found] = [] } = await world.ecs.send(new DescribeServicesCommand(input));
  return found;
};

/** Another revision that can run as the service. */
const registerTheirs = (): string => {
  const { taskDefinition } = exampleSpec.aws.ecs;
  const answer = ecs().RegisterTaskDefinition({ ...taskDefinition, family: 'theirs' } as never);
  return (answer as { taskDefinition: { taskDefinitionArn: string } }).taskDefinition.taskDefinitionArn;
};

const deployTheirs = (taskDefinition: string): void => {
  ecs().UpdateService({ cluster: 'demo', service: 'hello-1', taskDefinition } as never);
};

describe('somebody else at work on the service', () => {
  it('keeps the revision that they put in place of one that then fails', async () => {
    const theirs = registerTheirs();
    at(2, 'check-service-stable', 'DescribeServices', () => deployTheirs(theirs));
    const ended = await run('deploy-service', { spec: imageOf('pulls') });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'ServiceNotStableError' });
    expect(ended.cause).toContain(
      'NOT undone: restore service demo/hello-1 (taskDefinition: it has been changed since by somebody else): aws ecs update-service',
    );
    expect((await service())?.taskDefinition).toBe(theirs);
  });

  it('makes an approved deployment fail that would undo what they did after its plan', async () => {
    const spec = imageOf('runs:v42');
    const { data } = await run('deploy-service', { spec, dryRun: true });
    const theirs = registerTheirs();
    at(1, 'register-task-definition', 'RegisterTaskDefinition', () => deployTheirs(theirs));
    const approvedPlan = (data['plan'] as { hash: string }).hash;
    const ended = await run('deploy-service', { spec, approvedPlan });
    expect(ended).toMatchObject({
      status: 'FAILED',
      error: 'PlanChangedError',
      cause: expect.stringContaining('this run would now change service demo/hello-1'),
    });
    expect((await service())?.taskDefinition).toBe(theirs);
  });
});
