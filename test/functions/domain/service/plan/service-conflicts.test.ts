import { describe, expect, it } from '@jest/globals';
import { desiredCountToSet } from '../../../../../functions/domain/service/plan/service.ts';
import type { ServiceFacts } from '../../../../../functions/domain/service/plan/service-facts.ts';
import { balanced, exec, facts, field, group, plan } from '../support/planned-service.ts';
import { attached } from '../support/service-spec.ts';

const unowned: ServiceFacts = { ...facts, tags: {} };
const others: ServiceFacts = { ...facts, tags: { 'ecs-runbooks:service': 'prod/other' } };

describe('planService for the load balancers of a service', () => {
  it('attaches and detaches by name, and puts back what was there', () => {
    const { planned } = plan(attached('shop-2'), {
      found: balanced,
      wanted: { targetGroupArns: { 'shop-2': group('shop-2') } },
    });
    expect(planned).toMatchObject([
      {
        action: 'change',
        changes: [{ field: 'loadBalancers', from: ['shop-1 shop:80'], to: ['shop-2 shop:80'] }],
        calls: [{ input: { loadBalancers: [{ targetGroupArn: group('shop-2') }] } }],
        undo: [{ input: { loadBalancers: balanced.loadBalancers } }],
      },
    ]);
  });

  it.each([
    ['is yet to be made', {}],
    ['was made anew', { 'shop-1': group('shop-1', 'fedcba9876543210') }],
  ])('attaches a target group that %s under its former name', (_, targetGroupArns) => {
    const { planned } = plan(attached(), { found: balanced, wanted: { targetGroupArns } });
    expect(planned[0]?.changes).toEqual([
      { field: 'loadBalancers', from: ['shop-1 shop:80'], to: [expect.stringMatching(/^shop-1 .*\(new\)/)] },
    ]);
  });

  it('leaves them where the spec says nothing of them', () => {
    expect(plan([], { found: balanced }).planned).toMatchObject([{ action: 'keep' }]);
  });

  it('changes the grace period, which goes back to what it was', () => {
    const { planned } = plan([...attached(), ...field('healthCheckGracePeriod', 30)], { found: balanced });
    expect(planned).toMatchObject([
      {
        changes: [{ field: 'healthCheckGracePeriodSeconds', from: 0, to: 30 }],
        calls: [{ input: { healthCheckGracePeriodSeconds: 30 } }],
        undo: [{ input: { healthCheckGracePeriodSeconds: 0 } }],
      },
    ]);
  });

  it('undoes a first load balancer without the grace period that came with it', () => {
    const { planned } = plan([...attached(), ...field('healthCheckGracePeriod', 30)]);
    expect(planned[0]?.calls[0]?.input).toMatchObject({ healthCheckGracePeriodSeconds: 30 });
    expect(planned[0]?.undo[0]?.input).toEqual({ cluster: 'demo', service: 'shop', loadBalancers: [] });
  });
});

describe('planService for a new deployment in any case', () => {
  const wanted = { newDeploymentSince: '2030-01-01T00:00:00.000Z' };

  it('begins one where the present one is older', () => {
    const found = { ...facts, deployedAt: '2029-12-31T23:59:59.000Z' };
    expect(plan([], { found, wanted }).planned).toMatchObject([
      {
        action: 'change',
        changes: [{ field: 'forceNewDeployment', from: null, to: true }],
        calls: [{ input: { forceNewDeployment: true } }],
        undo: [],
      },
    ]);
  });

  it('takes one that is newer for the one that this run has begun', () => {
    const found = { ...facts, deployedAt: '2030-01-01T00:00:01.000Z' };
    expect(plan([], { found, wanted }).planned).toMatchObject([{ action: 'keep' }]);
  });
});

describe('planService for a service that is there already', () => {
  it.each([
    ['nobody says it may', undefined, undefined],
    ["the spec's flag is false", false, undefined],
    ["the request's flag is false over the spec's", true, false],
  ])("refuses one that is nobody's where %s", (_, flag, allowExisting) => {
    const changes = flag === undefined ? [] : field('allowExisting', flag);
    expect(plan(changes, { found: unowned, ...(allowExisting === undefined ? {} : { allowExisting }) })).toEqual({
      planned: [],
      problems: [
        {
          check: 'service demo/shop',
          detail: 'already exists in cluster demo and was not deployed by this suite',
          remedy: expect.stringContaining('allowExisting=true'),
        },
      ],
    });
  });

  it.each([
    ["the spec's flag", true, undefined],
    ["the request's flag over the spec's", false, true],
  ])("changes one that is nobody's by %s", (_, flag, allowExisting) => {
    const options = { found: unowned, wanted: { desiredCount: 2 }, ...(allowExisting ? { allowExisting } : {}) };
    expect(plan(field('allowExisting', flag), options).planned).toMatchObject([{ action: 'change' }]);
  });

  it("never changes another's", () => {
    const { planned, problems } = plan([], { found: others, allowExisting: true });
    expect(planned).toEqual([]);
    expect(problems).toMatchObject([{ detail: 'already exists in cluster demo and belongs to prod/other' }]);
  });

  it('says how long a draining one takes and how to wait for it', () => {
    const { planned, problems } = plan([], { found: { ...facts, status: 'DRAINING' } });
    expect(planned).toEqual([]);
    expect(problems).toEqual([
      {
        check: 'service demo/shop',
        detail: expect.stringContaining('is DRAINING: it was deleted and its 1 tasks are stopping'),
        remedy: expect.stringContaining('aws ecs wait services-inactive --cluster demo --services shop'),
      },
    ]);
  });

  it('names everything that cannot be changed, and what does it instead', () => {
    const found: ServiceFacts = {
      ...facts,
      launchType: null,
      capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }],
      schedulingStrategy: 'DAEMON',
      deploymentController: 'CODE_DEPLOY',
    };
    const { problems } = plan([], { found });
    expect(problems.map(({ detail }) => detail)).toEqual([
      'launchType is capacity providers FARGATE_SPOT and cannot be changed to FARGATE',
      'schedulingStrategy is DAEMON and cannot be changed to REPLICA',
      'its deployments are made by CODE_DEPLOY, not by ECS',
    ]);
    expect(problems.every(({ remedy }) => remedy?.includes('replace-service'))).toBe(true);
  });
});

describe('planService for ECS Exec', () => {
  it('wants a task role, which ECS would want', () => {
    const [problem] = plan(field('enableExecuteCommand', true), { found: null }).problems;
    expect(problem).toMatchObject({ detail: expect.stringContaining('needs a task role'), check: 'service demo/shop' });
    expect(plan(exec, { found: null }).problems).toEqual([]);
  });
});

describe('desiredCountToSet', () => {
  it.each([
    ['the request says it', { decided: 3, isRequested: true, exists: true, isScaled: true }, 3],
    ['the service is new', { decided: 3, isRequested: false, exists: false, isScaled: true }, 3],
    ['nothing scales the service', { decided: 3, isRequested: false, exists: true, isScaled: false }, 3],
    ['nobody says one', { decided: null, isRequested: false, exists: true, isScaled: false }, null],
  ])('sets a count where %s', (_, input, expected) => {
    expect(desiredCountToSet(input)).toBe(expected);
  });

  it('leaves the count to autoscaling', () => {
    expect(desiredCountToSet({ decided: 3, isRequested: false, exists: true, isScaled: true })).toBeNull();
  });
});
