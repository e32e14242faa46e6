import { describe, expect, it } from '@jest/globals';
import { deployService } from '../../../../../statemachines/deploy-service/runbook.ts';
import { minimal, problems, request } from './support.ts';

const arn = 'arn:aws:states:us-east-1:111122223333:execution:deploy-service:run-1';

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
      'environment: text of 1 to 100 letters, digits, spaces and + - = . _ : / @',
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
      'spec: a service spec as a JSON object of at most 80 KiB; a larger one goes to S3 and is given by its s3:// URL',
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
