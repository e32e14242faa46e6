import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import definition from '../../../statemachines/deploy-service/definition.asl.json' with { type: 'json' };
import { imageOf, serviceRuns, specWith, tasksOf } from '../../support/service-runs.ts';

const { world, run, there, clear, failCall } = serviceRuns();

const ending = ['NotifyFailure', 'RunbookFailed'];
const unlocking = ['UnlockService', 'IsRunbookDone', ...ending];
const undoing = ['IsAnythingToUndo', 'StartUndoing', 'UndoChanges', 'IsUndone', ...unlocking];

afterEach(clear, 60_000);

describe('deploy-service fails by name', () => {
  it('before anything is looked at, for a request that is not valid', async () => {
    const ended = await world.sandbox.run('deploy-service', {});
    expect(ended).toMatchObject({ status: 'FAILED', error: 'InvalidRequestError' });
    expect(ended.states).toEqual(['ValidateRequest', ...ending]);
  });

  it('without a lock, for a spec that is not valid', async () => {
    const ended = await run('deploy-service', { environment: 'nowhere', spec: { version: '9' } });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'InvalidServiceSpecError' });
    expect(ended.states).toEqual(['ValidateRequest', 'ResolveServiceSpec', ...ending]);
  });

  it('before anything is changed, for what is not there', async () => {
    const spec = specWith(({ aws }) => {
      aws.ecs.service.cluster = 'nowhere';
    });
    const ended = await run('deploy-service', { spec });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'PreconditionsNotMetError' });
    expect(ended.states.slice(-6)).toEqual(['CheckDeployPreconditions', 'IsAnythingToUndo', ...unlocking]);
    expect(await there()).toEqual([]);
  });

  it('before anything is changed, for another plan than the approved one', async () => {
    const ended = await run('deploy-service', { approvedPlan: 'a'.repeat(64) });
    expect(ended).toMatchObject({
      error: 'PlanChangedError',
      cause: expect.stringContaining('create service demo/hello-1'),
    });
    expect(ended.states.slice(-6)).toEqual(['PlanDeployment', 'IsAnythingToUndo', ...unlocking]);
    expect(await there()).toEqual([]);
  });

  it('in a dry run, without a lock to release', async () => {
    const ended = await run('deploy-service', { dryRun: true, approvedPlan: 'a'.repeat(64) });
    expect(ended).toMatchObject({ error: 'PlanChangedError' });
    expect(ended.states.slice(-4)).toEqual(['PlanDeployment', 'IsAnythingToUndo', ...ending]);
  });

  it('at once, where the image of a new service cannot be pulled, and leaves nothing', async () => {
    const ended = await run('deploy-service', { spec: imageOf('cannot-pull') });
    expect(ended).toMatchObject({
      error: 'ServiceNotStableError',
      cause: expect.stringContaining('CannotPullContainerError'),
    });
    expect(ended.cause).toContain(
      'undone: deleted service demo/hello-1, deleted listener rule demo-application HTTPS:443 ' +
        'host-header=hello.example.com, deleted target group hello-1, deleted task definition hello:',
    );
    expect(ended.states).toEqual(expect.arrayContaining(['ExplainInstability', 'CountUndoing', 'WaitForUndoing']));
    expect(await there()).toEqual([]);
  });

  it('at once, where the new image of a service cannot be pulled, and restores the service', async () => {
    await run('deploy-service');
    const before = await there();
    const ended = await run('deploy-service', { spec: imageOf('cannot-pull') });
    expect(ended).toMatchObject({
      error: 'ServiceNotStableError',
      cause: expect.stringContaining('undone: restored service demo/hello-1, deleted task definition hello:'),
    });
    expect(ended.states.slice(-9)).toEqual(['ExplainInstability', ...undoing]);
    expect(await there()).toEqual(before);
  });

  it('and leaves what stands, where it is told to keep it', async () => {
    const ended = await run('deploy-service', { spec: imageOf('cannot-pull'), onFailure: 'keep' });
    expect(ended.cause).toMatch(
      /nothing was undone, as onFailure=keep says; this may stand: created task definition hello, .*created service demo\/hello-1$/,
    );
    expect((await there()).join()).toMatch(
      /task definition hello:\d+,target group hello-1,rule 50000,service hello-1 ACTIVE/,
    );
  });

  it('at the limit, where the service does not become stable', async () => {
    const ended = await run('deploy-service', { spec: imageOf('pulls'), timeoutMinutes: 1 });
    expect(ended).toMatchObject({ error: 'ServiceTimedOutError' });
    expect(await there()).toEqual([]);
  });

  it('where the service does not answer as it should, and leaves nothing', async () => {
    const spec = { ...specWith(), verification: { request: { url: 'http://127.0.0.1:1/', headers: [] } } };
    const ended = await run('deploy-service', { spec, timeoutMinutes: 1 });
    expect(ended).toMatchObject({ error: 'VerificationFailedError' });
    expect(ended.states).toEqual(expect.arrayContaining(['CountVerification', 'WaitForVerification']));
    expect(await there()).toEqual([]);
  });
});

const tasks = tasksOf(definition);

/** Task states of a deployment that meets no trouble. */
let path: string[];

beforeAll(async () => {
  path = (await run('deploy-service')).states.filter((name) => tasks.includes(name));
  await clear();
}, 60_000);

describe('undoing', () => {
  it('goes on past what it is denied, and says how to do that by hand', async () => {
    for (const [service, operation] of [
      ['elasticloadbalancing', 'DeleteRule'],
      ['ecs', 'DeregisterTaskDefinition'],
    ] as const) {
      world.sandbox.faults.add({ service, operation, error: 'AccessDeniedException', times: 99 });
    }
    const ended = await run('deploy-service', { spec: imageOf('cannot-pull') });
    expect(ended.cause).toMatch(/undone: deleted service demo\/hello-1; NOT undone: delete listener rule /);
    expect(ended.cause).toContain('aws elbv2 delete-rule --cli-input-json \'{"RuleArn":');
    expect(ended.cause).toContain('aws ecs deregister-task-definition --cli-input-json \'{"taskDefinition":');
    expect((await there()).join()).toMatch(/^task definition hello:\d+,target group hello-1,rule 50000$/);
  });

  it('tries again what was throttled', async () => {
    world.sandbox.faults.add({ service: 'ecs', operation: 'DeleteService', error: 'ThrottlingException', times: 6 });
    const ended = await run('deploy-service', { spec: imageOf('cannot-pull') });
    expect(ended.cause).not.toContain('NOT undone');
    expect(await there()).toEqual([]);
  });

  it('that fails itself still unlocks, and says that more may stand', async () => {
    const failing = await run('deploy-service', { spec: imageOf('cannot-pull') });
    failCall(
      failing.states.filter((name) => tasks.includes(name)),
      'UndoChanges',
    );
    const ended = await run('deploy-service', { spec: imageOf('cannot-pull') });
    expect(ended).toMatchObject({
      error: 'ServiceNotStableError',
      cause: expect.stringContaining('undoing it failed as well'),
    });
    expect(ended.states.slice(-5)).toEqual(['UndoChanges', ...unlocking]);
    expect((await there()).join()).not.toContain('lock');
  });
});

describe('every Task of a deployment that cannot be invoked', () => {
  const changing = tasks
    .slice(0, tasks.indexOf('ReportDeployment'))
    .filter((name) => !['ExplainInstability', 'RegisterScalableTarget'].includes(name));

  it.each(changing)('%s fails the run, and nothing is left', async (name) => {
    failCall(path, name);
    const ended = await run('deploy-service');
    expect(ended).toMatchObject({ status: 'FAILED', error: 'Lambda.ResourceNotFoundException' });
    expect(ended.states).toContain(name);
    expect(ended.states.slice(-2)).toEqual(ending);
    expect(await there()).toEqual([]);
  });

  it('ReportDeployment fails the run, and what is deployed stands', async () => {
    failCall(path, 'ReportDeployment');
    const ended = await run('deploy-service');
    expect(ended.states.slice(-6)).toEqual(['ReportDeployment', 'IsLockToBeReleased', ...unlocking]);
    expect((await there()).join()).toMatch(/service hello-1 ACTIVE 1[^,]*$/);
  });

  it('UnlockService does not fail a run that has done its work', async () => {
    failCall(path, 'UnlockService');
    expect(await run('deploy-service')).toMatchObject({ status: 'SUCCEEDED' });
    expect(await there()).toEqual(expect.arrayContaining(['lock locks/demo/hello-1.json']));
  });

  it('NotifyResult fails the run by that name', async () => {
    failCall(path, 'NotifyResult');
    const ended = await run('deploy-service');
    expect(ended.states.slice(-3)).toEqual(['NotifyResult', ...ending]);
    expect(ended).toMatchObject({ error: 'Lambda.ResourceNotFoundException' });
  });
});
