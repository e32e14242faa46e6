import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError } from '../../../../../functions/domain/errors/request.ts';
import type { Runbook } from '../../../../../functions/domain/runbook.ts';
import { validateRequest } from '../../../../../functions/domain/validate-request.ts';
import { deployService } from '../../../../../statemachines/deploy-service/runbook.ts';
import { replaceService } from '../../../../../statemachines/replace-service/runbook.ts';
import { scaleService } from '../../../../../statemachines/scale-service/runbook.ts';
import { teardownService } from '../../../../../statemachines/teardown-service/runbook.ts';

type Fields = Record<string, unknown>;

const folder = join(import.meta.dirname, '..', '..', '..', '..', '..', 'statemachines');
const spec = { version: '2.0' };
const minimal = { spec, environment: 'prestaging' };
const arn = 'arn:aws:states:us-east-1:111122223333:execution:deploy-service:run-1';

const request = (runbook: Runbook, fields: Fields): Fields => validateRequest(runbook, fields).request;

const problems = (runbook: Runbook, fields: Fields): string[] => {
  try {
    validateRequest(runbook, fields);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    return error.problems.map(({ field, expected }) => `${field}: ${expected}`);
  }
};

describe.each([deployService, teardownService, scaleService, replaceService])('$name', (runbook) => {
  it.each(globSync(`${runbook.name}/examples/*.json`, { cwd: folder }))('takes %s as it stands', (file) => {
    const example = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    expect(request(runbook, example)).toMatchObject(example);
  });

  it('says what each field means', () => {
    const { entries } = runbook.request as unknown as { entries: Fields };
    expect(Object.keys(runbook.fields).toSorted()).toEqual(Object.keys(entries).toSorted());
  });

  it('changes things', () => {
    expect(runbook.changes).toBe(true);
  });
});

describe('a request of deploy-service', () => {
  it('gets its defaults', () => {
    expect(request(deployService, minimal)).toEqual({
      ...minimal,
      dryRun: false,
      pollSeconds: 10,
      timeoutMinutes: 15,
      onFailure: 'rollback',
    });
  });

  it('takes every field, numbers and counts as text too', () => {
    const all = {
      specText: '{}',
      environment: 'prestaging',
      contexts: 'eu, blue',
      variables: { BUILD_VERSION: '1.10', BUILD: 7, IS_NEW: true },
      serviceOverrides: { desired_count: 2, task_definition_arn: 'web:7', forceNewDeployment: true },
      desiredCount: '3',
      activeService: 'web-1',
      allowExisting: false,
      only: 'create-target-groups',
      approvedPlan: 'a'.repeat(64),
      dryRun: true,
      pollSeconds: '30',
      timeoutMinutes: '240',
      specSource: 'https://example.com/spec.json',
      onFailure: 'keep',
      breakLock: arn,
      lockedBy: arn,
      afterTeardown: true,
    };
    expect(request(deployService, all)).toEqual({
      ...all,
      contexts: ['eu', 'blue'],
      variables: { BUILD_VERSION: '1.10', BUILD: '7', IS_NEW: 'true' },
      desiredCount: 3,
      pollSeconds: 30,
      timeoutMinutes: 240,
    });
  });

  it.each(['auto', 'match', 0])('takes %s as the desired count', (desiredCount) => {
    expect(request(deployService, { ...minimal, desiredCount })).toMatchObject({ desiredCount });
  });

  it.each([
    ['validate_cloud_spec', 'validate'],
    ['create_ecs_task_definition', 'register-task-definition'],
    ['create_elb_target_groups', 'create-target-groups'],
    ['update_elb_listeners', 'update-listeners'],
    ['update_elb_listener_rules', 'update-listeners'],
    ['create_ecs_service', 'create-service'],
    ['verify_service', 'verify'],
  ])('takes only=%s for %s', (only, step) => {
    expect(request(deployService, { ...minimal, only })).toMatchObject({ only: step });
  });

  it('names all that is wrong at once', () => {
    const fields = {
      spec: [],
      specUrl: 'http://example.com/spec.json',
      environment: '',
      contexts: [7],
      variables: { 'not a name': 'x' },
      serviceOverrides: { desired_cout: 1, desiredCount: 1, desired_count: 2 },
      desiredCount: 'automatic',
      activeService: 'no name',
      allowExisting: 'yes',
      only: 'toString',
      approvedPlan: 'abc',
      dryRun: 1,
      pollSeconds: 0,
      timeoutMinutes: 241,
      onFailure: 'panic',
      breakLock: 'run-1',
      strategy: 'parallel',
      moveBounds: true,
      afterTeardown: true,
    };
    expect(problems(deployService, fields).toSorted()).toEqual([
      'activeService: name of a service: 1 to 255 letters, digits, hyphens and underscores',
      'afterTeardown: left out unless dryRun is true: a real run looks at what is there',
      'allowExisting: true or false',
      "approvedPlan: the 64 hexadecimal digits of a dry run's plan hash",
      'breakLock: the ARN of the execution whose lock is to be broken, as the error names it',
      'contexts: a list of names such as ["eu"], or names with commas between them',
      'desiredCount: a whole number of 0 or more, or auto, or match',
      'dryRun: true or false',
      'environment: text of 1 to 100 characters',
      'moveBounds: left out: it belongs to scale-service',
      'onFailure: rollback or keep',
      'only: one of validate, register-task-definition, create-target-groups, update-listeners, create-service, register-scalable-target, verify',
      'pollSeconds: a whole number from 1 to 300',
      'serviceOverrides.desired_count: given once: serviceOverrides.desiredCount says the same',
      'serviceOverrides.desired_cout: not a field of aws.ecs.service that can be overridden; did you mean desiredCount?',
      'spec: an object, not a list',
      'specUrl: one of spec, specText, specUrl or cloud_spec_json, not also spec',
      'strategy: left out: it belongs to replace-service',
      'timeoutMinutes: a whole number from 1 to 240',
      'variables.not a name: an object of texts such as {"BUILD_VERSION": "1.2.3"}, named by letters, digits and _',
    ]);
  });

  it.each([
    [{ environment: 'e' }, 'spec: required: one of spec, specText, specUrl or cloud_spec_json'],
    [{ ...minimal, specText: '{}' }, 'specText: one of spec, specText, specUrl or cloud_spec_json, not also spec'],
    [
      { ...minimal, timeoutMinutes: 240, pollSeconds: 9 },
      "pollSeconds: at least 10 for this timeoutMinutes: an execution's history has room for 1440 polls",
    ],
    [
      { specUrl: 'https://user:secret@example.com/', environment: 'e' },
      'specUrl: s3://bucket/key, or an https:// URL without a login in it',
    ],
    [
      { spec: { text: 'x'.repeat(102_400) }, environment: 'e' },
      'spec: a service spec as a JSON object of at most 100 KiB; a larger one goes to S3 and is given by its s3:// URL',
    ],
    [
      { ...minimal, global_state: 'x'.repeat(5_000) },
      'global_state: left out, or any JSON of at most 4 KiB: it is not read',
    ],
    [
      { ...minimal, variables: { A: 'x'.repeat(4_000), B: 1.5 } },
      'variables.B: an object of texts such as {"BUILD_VERSION": "1.2.3"}, named by letters, digits and _',
    ],
    [
      { ...minimal, variables: Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`V${n}`, 'x'.repeat(4_000)])) },
      'variables: variables of at most 16 KiB together',
    ],
  ])('refuses %#', (fields, problem) => {
    expect(problems(deployService, fields)).toEqual([problem]);
  });

  it.each(['s3://specs/gateways/gw1_spec.json', 'https://example.com/spec.json?token=x', 'HTTPS://example.com'])(
    'takes the URL %s',
    (specUrl) => {
      expect(problems(deployService, { specUrl, environment: 'e' })).toEqual([]);
    },
  );
});

describe('a request of teardown-service', () => {
  it.each([
    ['scale_ecs_service', 'scale-service'],
    ['delete_ecs_service', 'delete-service'],
    ['delete_elb_listeners', 'delete-listeners'],
    ['delete_elb_target_groups', 'delete-target-groups'],
  ])('takes only=%s for %s', (only, step) => {
    expect(request(teardownService, { ...minimal, only })).toMatchObject({ only: step, onFailure: 'keep' });
  });

  it('says why it has no desired count and no rollback', () => {
    expect(problems(teardownService, { ...minimal, desiredCount: 0, onFailure: 'rollback' })).toEqual([
      'onFailure: keep, or left out: what is deleted cannot be put back; start it again and it goes on',
      'desiredCount: left out: a teardown scales to 0',
    ]);
  });
});

describe('a request of scale-service', () => {
  it('takes a cluster and a service', () => {
    const named = { cluster: 'demo', service: 'web', desiredCount: 2 };
    expect(request(scaleService, named)).toMatchObject({ ...named, moveBounds: false });
  });

  it('takes a spec', () => {
    expect(problems(scaleService, minimal)).toEqual([]);
  });

  it.each([
    [{}, ['cluster: required: cluster and service, or a spec with an environment']],
    [{ spec }, ['environment: required with a spec: one of its environments']],
    [
      { cluster: 'demo', spec, environment: 'e' },
      [
        'service: required where no spec is given: cluster, service, desiredCount',
        'desiredCount: required where no spec is given: cluster, service, desiredCount',
        'spec: left out: cluster and service are given instead of a spec',
        'environment: left out: cluster and service are given instead of a spec',
      ],
    ],
    [{ ...minimal, only: 'scale-service' }, ['only: left out: scale-service has one step']],
  ])('refuses %#', (fields, expected) => {
    expect(problems(scaleService, fields)).toEqual(expected);
  });
});

describe('a request of replace-service', () => {
  it.each([
    [{ ...minimal }, ['strategy: required: recreate (teardown, then deploy) or parallel (deploy, then teardown)']],
    [{ ...minimal, strategy: 'parallel' }, ['oldSpec: required: one of oldSpec, oldSpecText or oldSpecUrl']],
    [
      { ...minimal, strategy: 'recreate', oldSpec: spec, oldSpecUrl: 's3://specs/a.json' },
      ['oldSpecUrl: one of oldSpec, oldSpecText or oldSpecUrl, not also oldSpec'],
    ],
    [
      { ...minimal, strategy: 'recreate', approvedPlan: 'a'.repeat(64) },
      ['approvedPlan: left out: there are two plans; start teardown-service and deploy-service for approved ones'],
    ],
    [
      { specText: 'x'.repeat(41_000), environment: 'e', strategy: 'recreate' },
      [
        'specText: the JSON text of a service spec of at most 40 KiB; a larger one goes to S3 and is given by its s3:// URL',
      ],
    ],
  ])('refuses %#', (fields, expected) => {
    expect(problems(replaceService, fields)).toEqual(expected);
  });

  it('takes recreate without an old spec', () => {
    expect(problems(replaceService, { ...minimal, strategy: 'recreate' })).toEqual([]);
  });
});
