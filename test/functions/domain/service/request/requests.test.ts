import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { deployService } from '../../../../../statemachines/deploy-service/runbook.ts';
import { replaceService } from '../../../../../statemachines/replace-service/runbook.ts';
import { scaleService } from '../../../../../statemachines/scale-service/runbook.ts';
import { teardownService } from '../../../../../statemachines/teardown-service/runbook.ts';
import { minimal, problems, request } from './support.ts';

const folder = join(import.meta.dirname, '..', '..', '..', '..', '..', 'statemachines');
const { spec } = minimal;

describe.each([deployService, teardownService, scaleService, replaceService])('$name', (runbook) => {
  it.each(globSync(`${runbook.name}/examples/*.json`, { cwd: folder }))('takes %s as it stands', (file) => {
    const example = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    expect(request(runbook, example)).toMatchObject(example);
  });

  it('says what each field means', () => {
    const { entries } = runbook.request as unknown as { entries: object };
    expect(Object.keys(runbook.fields).toSorted()).toEqual(Object.keys(entries).toSorted());
  });

  it('changes things', () => {
    expect(runbook.changes).toBe(true);
  });
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
    [{ ...minimal }, ['strategy: required: recreate or parallel']],
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
