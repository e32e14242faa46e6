import { describe, expect, it } from '@jest/globals';
import { readTags } from '../../../../../functions/domain/service/ownership.ts';
import type { ResourcePlan } from '../../../../../functions/domain/service/plan/action.ts';
import type { TaskDefinitionFacts } from '../../../../../functions/domain/service/plan/service-facts.ts';
import { planTaskDefinition } from '../../../../../functions/domain/service/plan/task-definition.ts';
import { contentHashKey } from '../../../../../functions/domain/service/plan/task-definition-input.ts';
import { contextOf, registered } from '../support/registered.ts';
import { containerPath, resolvedService, taskDefinitionPath } from '../support/service-spec.ts';

/** Tags of the registration that is planned. */
const tagsOf = ({ planned }: Pick<ResourcePlan, 'planned'>): Record<string, string> => {
  const [call] = planned.flatMap(({ calls }) => calls);
  return call?.call === 'ecs:RegisterTaskDefinition' ? readTags(call.input.tags) : {};
};

type Changes = Parameters<typeof resolvedService>;

const none: TaskDefinitionFacts = { running: null, family: [], named: null };
const context = contextOf();

const plan = (facts: Partial<TaskDefinitionFacts>, changes: Changes = []) =>
  planTaskDefinition(resolvedService(...changes), { ...none, ...facts }, context);

const environment = (...variables: [string, string][]): Changes => [
  [[...containerPath, 'environment'], variables.map(([name, value]) => ({ name, value }))],
];

describe('planTaskDefinition', () => {
  it('registers the first revision, named after the service where the spec names no family', () => {
    const { planned, taskDefinitionArn } = plan({}, [[[...taskDefinitionPath, 'family']]]);
    expect(taskDefinitionArn).toBeNull();
    expect(planned).toEqual([
      {
        step: 'register-task-definition',
        action: 'create',
        type: 'task definition',
        name: 'shop',
        calls: [{ call: 'ecs:RegisterTaskDefinition', input: expect.objectContaining({ family: 'shop', cpu: '256' }) }],
        changes: [],
        undo: [],
      },
    ]);
  });

  it("tags the revision with its own tags over the spec's", () => {
    const tags = [
      { key: 'team', value: 'payments' },
      { key: 'ecs-runbooks:service', value: 'prod/other' },
    ];
    expect(tagsOf(plan({}, [[[...taskDefinitionPath, 'tags'], tags]]))).toMatchObject({
      team: 'payments',
      'ecs-runbooks:service': 'demo/shop',
      'ecs-runbooks:execution': 'arn:execution',
    });
  });

  it.each([
    ['that the service runs', { running: registered([], { revision: 3 }) }, 3],
    [
      'that is the newest',
      { running: registered(environment(['A', 'b'])), family: [registered([], { revision: 5 })] },
      5,
    ],
    [
      'that is another one',
      { family: [registered(environment(['A', 'b']), { revision: 2 }), registered([], { revision: 1 })] },
      1,
    ],
  ])('keeps a revision of the same content %s', (_, facts, revision) => {
    const { planned, taskDefinitionArn } = plan(facts);
    expect(planned).toMatchObject([{ action: 'keep', name: `shop:${revision}`, calls: [], changes: [] }]);
    expect(taskDefinitionArn).toMatch(new RegExp(`shop:${revision}$`));
  });

  it.each([
    ['belongs to another service', { tags: { 'ecs-runbooks:service': 'prod/other' } }, 'ACTIVE' as const],
    ['has no tag of its content', { tags: { [contentHashKey]: '' } }, 'ACTIVE' as const],
    ['is INACTIVE', {}, 'INACTIVE' as const],
  ])('registers a revision although one of the same content %s', (_, options, status) => {
    const { planned } = plan({ running: { ...registered([], options), status } });
    expect(planned).toMatchObject([
      { action: 'create', changes: [], reason: 'the former revision was not registered from this spec' },
    ]);
  });

  it('has the same content whatever its source', () => {
    const specSource = 'https://example.com/1';
    const tags = tagsOf(planTaskDefinition(resolvedService(), none, { ...context, specSource }));
    expect(tags).toMatchObject({ service_spec_url: specSource, [contentHashKey]: tagsOf(plan({}))[contentHashKey] });
  });

  it('says that a source cannot be a tag', () => {
    const { problems } = planTaskDefinition(resolvedService(), none, {
      ...context,
      specSource: 'https://example.com/?a=b',
    });
    expect(problems).toMatchObject([{ check: 'specSource', detail: expect.stringContaining('cannot be a tag') }]);
  });

  it.each([
    ['null', null, 'ECS knows no such task definition'],
    ['INACTIVE', { ...registered(), status: 'INACTIVE' as const }, 'is INACTIVE'],
  ])('has a problem with a named revision that is %s', (_, named, detail) => {
    const resolved = { ...resolvedService(), taskDefinition: 'shop:9' };
    const { problems, taskDefinitionArn } = planTaskDefinition(resolved, { ...none, named }, context);
    expect(problems).toMatchObject([{ check: 'task definition shop:9', detail: expect.stringContaining(detail) }]);
    expect(taskDefinitionArn).toBeNull();
  });

  it('takes what the service runs where the spec has no task definition', () => {
    expect(plan({ running: registered() }, [[taskDefinitionPath]])).toEqual({
      planned: [],
      problems: [],
      taskDefinitionArn: registered().taskDefinitionArn,
    });
    expect(plan({}, [[taskDefinitionPath]]).problems).toMatchObject([{ check: 'task definition' }]);
  });
});
