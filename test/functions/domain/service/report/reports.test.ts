import { describe, expect, it } from '@jest/globals';
import type { Planned } from '../../../../../functions/domain/service/plan/action.ts';
import { makePlan } from '../../../../../functions/domain/service/plan/make-plan.ts';
import { type DeploymentState, deploymentReport } from '../../../../../functions/domain/service/report/deployment.ts';
import { replacementReport } from '../../../../../functions/domain/service/report/replacement.ts';
import { scalingReport } from '../../../../../functions/domain/service/report/scaling.ts';
import { teardownReport } from '../../../../../functions/domain/service/report/teardown.ts';
import { resolvedService } from '../support/service-spec.ts';

const resolved = resolvedService();
const fail = { check: 'cluster demo', status: 'FAIL' as const, detail: 'does not exist' };
const pass = { check: 'cluster demo', status: 'PASS' as const, detail: 'is ACTIVE' };
const serviceArn = 'arn:aws:ecs:us-east-1:111122223333:service/demo/shop';
const taskDefinitionArn = 'arn:aws:ecs:us-east-1:111122223333:task-definition/shop:2';

const planned = (given: Partial<Planned> = {}): Planned => ({
  step: 'create-service',
  action: 'create',
  type: 'service',
  name: 'demo/shop',
  calls: [],
  changes: [],
  undo: [],
  ...given,
});
const planOf = (...all: Planned[]) => ({
  ...makePlan({ planned: all, specHash: 'x', execution: 'arn' }),
  findings: [],
});

const state = (given: Partial<DeploymentState> = {}): DeploymentState => ({
  request: { dryRun: false },
  resolved,
  preconditions: { findings: [pass] },
  plan: planOf(planned()),
  ...given,
});

describe('the report of a deployment', () => {
  it.each<[string, Partial<DeploymentState>, string]>([
    ['that is done', {}, 'demo/shop deployed: 1 created'],
    [
      'with nothing to do',
      { plan: planOf(planned({ action: 'keep' })) },
      'demo/shop: nothing to do, all is as the spec says',
    ],
    ['that is planned', { request: { dryRun: true } }, 'dry run of demo/shop: 1 to create'],
    [
      'that cannot be done',
      { request: { dryRun: true }, preconditions: { findings: [fail] } },
      'demo/shop cannot be deployed: 1 of the checks failed',
    ],
    [
      'of one step',
      { request: { dryRun: false, only: 'create-service' } },
      'create-service of demo/shop deployed: 1 created',
    ],
    ['that is valid', { request: { dryRun: false, only: 'validate' }, plan: null }, 'demo/shop can be deployed'],
    [
      'that is not valid',
      { request: { dryRun: false, only: 'validate' }, plan: null, preconditions: { findings: [fail] } },
      'demo/shop cannot be deployed: 1 of the checks failed',
    ],
    [
      'that is verified',
      { request: { dryRun: false, only: 'verify' }, plan: null, preconditions: null },
      'demo/shop was verified',
    ],
  ])('%s says so', (_what, given, summary) => {
    expect(deploymentReport(state(given)).summary).toBe(summary);
  });

  it('says how to approve a plan that can be carried out, and only that', () => {
    const dry = deploymentReport(state({ request: { dryRun: true } }));
    expect(dry.findings.at(-1)?.remedy).toMatch(/approvedPlan=[0-9a-f]{64}$/);
    const stuck = deploymentReport(state({ request: { dryRun: true }, preconditions: { findings: [fail] } }));
    expect(stuck.findings.find(({ check }) => check === 'plan')).not.toHaveProperty('remedy');
    const still = deploymentReport(state({ request: { dryRun: true }, plan: planOf() }));
    expect(still.findings.at(-1)).toEqual({ check: 'plan', status: 'PASS', detail: 'nothing to do (nothing)' });
  });

  it('has the findings of every state, the worst first, and what was left', () => {
    const { findings } = deploymentReport(
      state({
        plan: {
          ...planOf(planned({ action: 'leave', type: 'task', name: 'migrate', reason: 'not deployed by this suite' })),
          findings: [fail],
        },
        service: { serviceArn, taskDefinitionArn, desiredCount: 1 },
        stability: { reason: '1 of 1 tasks running' },
        verification: { findings: [{ check: 'verification', status: 'WARN', detail: 'not verified' }] },
      }),
    );
    expect(findings.map(({ check, status }) => `${status} ${check}`)).toEqual([
      'FAIL cluster demo',
      'WARN verification',
      'WARN task migrate',
      'PASS cluster demo',
      'PASS service demo/shop',
    ]);
    expect(findings.at(-1)?.detail).toBe('stable with shop:2: 1 of 1 tasks running');
  });

  it('never has no finding at all, which would be a warning', () => {
    const { findings } = deploymentReport(state({ preconditions: null }));
    expect(findings).toEqual([{ check: 'plan', status: 'PASS', detail: 'carried out' }]);
  });

  it('carries ARNs, also of what it kept', () => {
    const group = planned({
      step: 'create-target-groups',
      type: 'target group',
      name: 'shop-1',
      arn: 'arn:group',
      action: 'keep',
    });
    const { data, links } = deploymentReport(
      state({
        plan: planOf(group),
        service: { serviceArn, taskDefinitionArn, desiredCount: 2 },
        scaling: { resourceId: 'r', policyArn: null },
      }),
    );
    expect(data).toMatchObject({
      serviceArn,
      taskDefinitionArn,
      desiredCount: 2,
      targetGroups: [{ name: 'shop-1', arn: 'arn:group' }],
      scaling: { resourceId: 'r', policyArn: null },
    });
    expect(Object.keys(links)).toEqual(['service', 'taskDefinition']);
  });

  it('says that scaling is registered where it was', () => {
    const scaling = planned({ step: 'register-scalable-target', type: 'scalable target', name: 'service/demo/shop' });
    expect(deploymentReport(state({ plan: planOf(scaling) })).findings.map(({ check }) => check)).toContain('scaling');
  });
});

describe('the report of a teardown', () => {
  const gone = planned({ step: 'delete-service', action: 'delete', arn: serviceArn });
  const rule = planned({ step: 'delete-listeners', action: 'delete', type: 'listener rule', name: 'a', arn: 'arn:a' });
  const of = (dryRun: boolean, ...all: Planned[]) => ({ request: { dryRun }, resolved, plan: planOf(...all) });

  it('says what went', () => {
    expect(teardownReport(of(false, gone), [])).toMatchObject({
      summary: 'demo/shop torn down: 1 deleted',
      findings: [{ status: 'PASS', detail: 'gone: service demo/shop' }],
    });
  });

  it('warns of what is its own and still there, with the command for it', () => {
    const call = { call: 'elasticloadbalancing:DeleteRule' as const, input: { RuleArn: 'arn:a' } };
    const report = teardownReport(of(false, gone, rule), [{ ...rule, calls: [call] }]);
    expect(report.summary).toBe('demo/shop torn down: 2 deleted; 1 thing is left');
    expect(report.findings).toEqual([
      {
        check: 'listener rule a',
        status: 'WARN',
        detail: 'still there, although it is the service’s own',
        remedy: `start the teardown again, or: aws elbv2 delete-rule --cli-input-json '{"RuleArn":"arn:a"}'`,
      },
      { check: 'teardown', status: 'PASS', detail: 'gone: service demo/shop' },
    ]);
  });

  it('warns of what belongs to others', () => {
    const left = { ...rule, action: 'leave' as const, reason: 'it belongs to demo/api' };
    const report = teardownReport(of(false), [left, { ...left, name: 'b' }]);
    expect(report.summary).toBe('demo/shop: nothing to tear down; 2 things are left');
    expect(report.findings[0]).toMatchObject({ status: 'WARN', detail: 'left as it is: it belongs to demo/api' });
  });

  it('plans alone in a dry run', () => {
    const report = teardownReport(of(true, gone), []);
    expect(report.summary).toBe('dry run of the teardown of demo/shop: 1 to delete');
    expect(report.findings[0]?.remedy).toContain('approvedPlan=');
  });

  it('passes where nothing is there', () => {
    expect(teardownReport(of(false), []).findings).toEqual([
      { check: 'teardown', status: 'PASS', detail: 'nothing is left of it' },
    ]);
  });
});

describe('the report of a scaling', () => {
  const plan = makePlan({ planned: [], specHash: null, execution: 'arn', desiredCount: 3 });
  const ref = { cluster: 'demo', service: 'shop' };

  it.each<[boolean, number, string]>([
    [false, 1, 'demo/shop scaled from 1 to 3'],
    [false, 3, 'demo/shop has 3 tasks, as it is to have'],
    [true, 1, 'dry run: demo/shop would be scaled to 3'],
  ])('dry run %j from %d: %s', (dryRun, previousCount, summary) => {
    const service = dryRun ? null : { serviceArn, desiredCount: 3, previousCount };
    const report = scalingReport(ref, { request: { dryRun }, plan, service, stability: { reason: 'running' } });
    expect(report).toMatchObject({ summary, data: { desiredCount: 3 } });
    expect(report.findings.length).toBeGreaterThan(0);
  });
});

describe('the report of a replacement', () => {
  const child = (name: string) => ({
    executionArn: `arn:aws:states:us-east-1:111122223333:execution:${name}:one`,
    result: { outcome: 'PASS' as const, summary: name, findings: [pass], data: { serviceArn, plan: { hash: 'h' } } },
  });
  const of = (...names: string[]) => ({
    request: { dryRun: false },
    replacement: { strategy: 'parallel' as const, services: names.map((service) => ({ cluster: 'demo', service })) },
    deployment: child('deployed'),
    teardown: child('torn down'),
  });

  it('puts both runs together', () => {
    expect(replacementReport(of('new', 'old'))).toMatchObject({
      summary: 'replaced demo/old by demo/new: deployed; torn down',
      findings: [{ check: 'deploy-service: cluster demo' }, { check: 'teardown-service: cluster demo' }],
      data: { deployment: { serviceArn, plan: { hash: 'h' } } },
      links: { teardown: expect.stringContaining('/states/home') },
    });
  });

  it('offers no approval of a part', () => {
    const plan = { check: 'plan', status: 'PASS' as const, detail: '1 action', remedy: 'approvedPlan=h' };
    const low = { check: 'quota', status: 'WARN' as const, detail: 'nearly full', remedy: 'ask for more' };
    const given = of('new', 'old');
    const deployment = { ...given.deployment, result: { ...given.deployment.result, findings: [low, plan] } };
    const remedies = replacementReport({ ...given, deployment }).findings.map(({ remedy }) => remedy);
    expect(remedies).toEqual(['ask for more', undefined, undefined]);
  });

  it('names a service once that is replaced by itself', () => {
    expect(replacementReport({ ...of('web'), request: { dryRun: true } }).summary).toMatch(
      /^dry run of replacing demo\/web:/,
    );
  });
});
