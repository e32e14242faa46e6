import { describe, expect, it } from '@jest/globals';
import type { Planned } from '../../../../../functions/domain/service/plan/action.ts';
import {
  makePlan,
  type PlanParts,
  requireApprovedPlan,
} from '../../../../../functions/domain/service/plan/make-plan.ts';

const execution = 'arn:aws:states:us-east-1:111122223333:execution:deploy-service:one';

const targetGroup = (name: string, given: Partial<Planned> = {}): Planned => ({
  step: 'create-target-groups',
  action: 'create',
  type: 'target group',
  name,
  calls: [{ call: 'elasticloadbalancing:CreateTargetGroup', input: { Name: name } }],
  changes: [],
  undo: [],
  ...given,
});

const rule = (given: Partial<Planned> = {}): Planned => ({
  step: 'update-listeners',
  action: 'change',
  type: 'listener rule',
  name: 'example-lb HTTPS:443 host-header=hello.example.com',
  calls: [{ call: 'elasticloadbalancing:ModifyRule', input: { RuleArn: 'arn:rule' } }],
  changes: [{ field: 'Actions', from: 'a', to: 'b' }],
  undo: [{ call: 'elasticloadbalancing:ModifyRule', input: { RuleArn: 'arn:rule', Actions: [] } }],
  ...given,
});

const made = (planned: Planned[], given: Partial<PlanParts> = {}) =>
  makePlan({ planned, specHash: 'spec', execution, ...given });

describe('a plan', () => {
  it('lists its actions in the order of the calls and keeps their inputs to itself', () => {
    const { actions } = made([rule(), targetGroup('example-1'), targetGroup('example-2')]);
    expect(actions.map(({ name }) => name)).toEqual(['example-1', 'example-2', rule().name]);
    expect(actions[0]).toMatchObject({ calls: ['elasticloadbalancing:CreateTargetGroup'] });
    expect(actions[0]).not.toHaveProperty('undo');
  });

  it('says which steps have work', () => {
    const { status, steps } = made([rule(), targetGroup('example-1', { action: 'keep', calls: [] })]);
    expect(status).toBe('CHANGES');
    expect(Object.entries(steps).filter(([, isAtWork]) => isAtWork)).toEqual([['update-listeners', true]]);
    expect(Object.keys(steps)).toHaveLength(11);
  });

  it('has NOTHING to do where all is kept or left', () => {
    const { status, steps } = made([
      rule({ action: 'leave', calls: [] }),
      targetGroup('example-1', { action: 'keep', calls: [] }),
    ]);
    expect(status).toBe('NOTHING');
    expect(Object.values(steps)).not.toContain(true);
  });

  it('holds the one step that is asked for', () => {
    const plan = made([rule(), targetGroup('example-1')], { only: 'create-target-groups' });
    expect(plan.actions.map(({ step }) => step)).toEqual(['create-target-groups']);
    expect(plan.undo).toEqual({});
  });

  it('keeps the calls that undo a step, the last change first', () => {
    const undoing = (RuleArn: string) =>
      rule({ undo: [{ call: 'elasticloadbalancing:ModifyRule', input: { RuleArn } }] });
    expect(made([undoing('first'), undoing('second')]).undo).toEqual({
      'update-listeners': [
        { call: 'elasticloadbalancing:ModifyRule', input: { RuleArn: 'second' } },
        { call: 'elasticloadbalancing:ModifyRule', input: { RuleArn: 'first' } },
      ],
    });
  });

  it('names a task definition and a count only where it is given them', () => {
    expect(made([])).toMatchObject({ taskDefinitionArn: null, desiredCount: null });
    expect(made([], { taskDefinitionArn: 'arn:web:3', desiredCount: 0 })).toMatchObject({
      taskDefinitionArn: 'arn:web:3',
      desiredCount: 0,
    });
  });
});

describe("a plan's hash", () => {
  const hash = (planned: Planned[], given?: Partial<PlanParts>) => made(planned, given).hash;
  const before = hash([targetGroup('example-1'), rule()]);

  it.each<[string, string]>([
    ['the order in which planners are asked', hash([rule(), targetGroup('example-1')])],
    ['what is kept', hash([targetGroup('example-1'), targetGroup('example-2', { action: 'keep', calls: [] }), rule()])],
    ['ARNs of what is changed', hash([targetGroup('example-1', { arn: 'arn:new' }), rule()])],
    ['the words of a reason', hash([targetGroup('example-1', { reason: 'because' }), rule()])],
    ['the calls that undo', hash([targetGroup('example-1'), rule({ undo: [] })])],
  ])('does not depend on %s', (_what, after) => {
    expect(after).toBe(before);
  });

  it.each<[string, string]>([
    ['another resource', hash([targetGroup('example-1'), targetGroup('example-2'), rule()])],
    ['another name', hash([targetGroup('example-9'), rule()])],
    [
      'another old value',
      hash([targetGroup('example-1'), rule({ changes: [{ field: 'Actions', from: 'c', to: 'b' }] })]),
    ],
    [
      'another new value',
      hash([targetGroup('example-1'), rule({ changes: [{ field: 'Actions', from: 'a', to: 'c' }] })]),
    ],
    ['another call', hash([targetGroup('example-1'), rule({ calls: [] })])],
    ['another spec', hash([targetGroup('example-1'), rule()], { specHash: 'other' })],
    ['fewer steps', hash([targetGroup('example-1'), rule()], { only: 'update-listeners' })],
  ])('differs for %s', (_what, after) => {
    expect(after).not.toBe(before);
  });

  it('is the same in the run after the dry run', () => {
    const tagged = (by: string) =>
      rule({ changes: [{ field: 'Tags', from: null, to: { 'ecs-runbooks:execution': by } }] });
    expect(hash([tagged(execution)])).toBe(hash([tagged(`${execution}-2`)], { execution: `${execution}-2` }));
  });

  it('does not depend on the order of members', () => {
    const changed = (to: unknown) => rule({ changes: [{ field: 'Matcher', from: null, to }] });
    expect(hash([changed({ a: 1, b: [{ c: 2, d: null }] })])).toBe(hash([changed({ b: [{ d: null, c: 2 }], a: 1 })]));
  });

  it('is 64 hexadecimal digits', () => {
    expect(before).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('the size of a plan', () => {
  const long = (length: number) => rule({ changes: [{ field: 'Actions', from: null, to: 'x'.repeat(length) }] });

  it('stays small by cutting values, which say how long they are', () => {
    const [action] = made([long(2_000)]).actions;
    expect(action?.changes[0]?.to).toBe(`${'x'.repeat(512)}… (2000 characters)`);
  });

  it('is met by cutting more where there is much to show', () => {
    const [action] = made(Array.from({ length: 60 }, () => long(2_000))).actions;
    expect(action?.changes[0]?.to).toBe(`${'x'.repeat(128)}… (2000 characters)`);
  });

  it('cuts what is no text as JSON', () => {
    const [action] = made([rule({ changes: [{ field: 'Actions', from: ['y'.repeat(600)], to: 1 }] })]).actions;
    expect(action?.changes[0]).toEqual({ field: 'Actions', from: `["${'y'.repeat(510)}… (604 characters)`, to: 1 });
  });

  it('counts the fields of a resource that are too many to be shown', () => {
    const changes = Array.from({ length: 600 }, (_, index) => ({
      field: `containerDefinitions.web.dockerLabels.label-${index}`,
      from: `before-${index}`,
      to: `after-${index}`,
    }));
    const [action] = made([{ ...targetGroup('example-1'), changes }]).actions;
    expect(action?.changes).toHaveLength(61);
    expect(action?.changes.at(-1)).toMatchObject({ field: '… 540 more fields' });
  });

  it('ends in PlanTooLargeError where cutting is not enough', () => {
    expect(() => made(Array.from({ length: 200 }, (_, index) => targetGroup(`example-${index}`)))).toThrow(
      expect.objectContaining({
        name: 'PlanTooLargeError',
        message: expect.stringMatching(/^the plan has \d+ bytes and a state takes 31744; .*only=<step>/),
      }),
    );
  });

  it('does not change what the hash covers', () => {
    expect(made([long(2_000)]).hash).not.toBe(made([long(2_001)]).hash);
  });
});

describe('an approved plan', () => {
  const plan = made([targetGroup('example-1'), rule()]);

  it('is the plan of that hash', () => {
    expect(() => requireApprovedPlan(plan, plan.hash)).not.toThrow();
  });

  it('is any where none is named', () => {
    expect(() => requireApprovedPlan(plan, undefined)).not.toThrow();
  });

  it('that is not this one fails with PlanChangedError, which says what would be done and how to approve it', () => {
    expect(() => requireApprovedPlan(plan, 'a'.repeat(64))).toThrow(
      expect.objectContaining({
        name: 'PlanChangedError',
        message:
          'the plan is not the approved one (aaaaaaaaaaaa…), nothing was changed; this run would ' +
          `create target group example-1, change listener rule ${rule().name}; ` +
          `look at it with dryRun=true and start again with approvedPlan=${plan.hash}`,
      }),
    );
  });

  it('that would do nothing now says so', () => {
    expect(() => requireApprovedPlan(made([]), 'a'.repeat(64))).toThrow(/this run would do nothing/);
  });

  it('names twenty actions and how many more there are', () => {
    const many = made(Array.from({ length: 23 }, (_, index) => targetGroup(`example-${index}`)));
    expect(() => requireApprovedPlan(many, 'a'.repeat(64))).toThrow(/target group example-19, and 3 more;/);
  });
});
