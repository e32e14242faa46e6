import { describe, expect, it } from '@jest/globals';
import { afterTeardown } from '../../../../../functions/domain/service/plan/after-teardown.ts';
import {
  type DeploymentFacts,
  type DeploymentRun,
  planDeployment,
} from '../../../../../functions/domain/service/plan/deployment.ts';
import { mayTearDown } from '../../../../../functions/domain/service/plan/may-delete.ts';
import { knownLabelArns } from '../../../../../functions/domain/service/plan/scaling-labels.ts';
import { planTeardown } from '../../../../../functions/domain/service/plan/teardown.ts';
import { loadBalancingSpec } from '../../../../support/load-balancing-spec.ts';
import { facts as serviceFacts } from '../support/planned-service.ts';
import {
  balancerFacts,
  context,
  groupFacts,
  facts as loadBalancing,
  ruleFacts,
  tagsOf,
} from './load-balancing-facts.ts';

const scalable = {
  ServiceNamespace: 'ecs',
  ScalableDimension: 'ecs:service:DesiredCount',
  ResourceId: 'service/prod/web',
} as const;
const scalableTarget = { ...scalable, MinCapacity: 2, MaxCapacity: 4 };

const specOf = (service: object = {}, more: object = {}) => {
  const spec = loadBalancingSpec();
  const ecs = { ...spec.aws.ecs, service: { ...spec.aws.ecs.service, ...service } };
  return { ...spec, aws: { ...spec.aws, ecs: { ...ecs, ...more } } } as typeof spec;
};

const runOf = (request: DeploymentRun['request'] = {}, spec = specOf()): DeploymentRun => ({
  request,
  resolved: {
    spec,
    environment: 'prestaging',
    cluster: 'prod',
    service: 'web',
    specHash: 'hash',
    forceNewDeployment: false,
    taskDefinition: null,
    findings: [],
    missingVariables: [],
  },
  execution: { startedAt: '2030-01-01T00:00:00.000Z' },
  context,
});

/** Only the load balancer with its listener is there. */
const bare: DeploymentFacts = {
  service: null,
  taskDefinitions: { running: null, family: [], named: null },
  loadBalancing: loadBalancing({ targetGroups: [] }),
  scaling: { target: null, policies: [] },
  labelArns: { loadBalancers: {}, targetGroups: {} },
};
const ours = { ...serviceFacts, desiredCount: 3, runningCount: 5, tags: tagsOf() };
const target = { arn: 'arn:target', minCapacity: 1, maxCapacity: 2, tags: tagsOf() };
const notSuspended = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: false,
  ScheduledScalingSuspended: false,
};
const there: DeploymentFacts = {
  ...bare,
  service: ours,
  loadBalancing: loadBalancing({ loadBalancers: [balancerFacts([ruleFacts()])] }),
  scaling: { target: { ...target, suspendedState: notSuspended }, policies: [] },
};

const inWords = (run: DeploymentRun, facts: DeploymentFacts) =>
  planDeployment(run, facts).planned.map(({ action, type, name }) => `${action} ${type} ${name}`);

describe('the plan of a deployment', () => {
  it('makes everything where nothing is there', () => {
    expect(inWords(runOf({}, specOf({ scalableTarget })), bare)).toEqual([
      'create task definition web',
      'create target group web-1',
      'create listener rule web-lb HTTP:80 host-header=a.example.com',
      'create service prod/web',
      'create scalable target service/prod/web',
    ]);
  });

  it('names what the spec has and this suite does not deploy', () => {
    const spec = specOf({}, { tasks: { migrate: {} } });
    const record = { domain: 'example.com', name: 'web', type: 'A' };
    const withRecord = { ...spec, aws: { ...spec.aws, route53: [record] } } as typeof spec;
    expect(inWords(runOf({}, withRecord), bare)).toEqual(
      expect.arrayContaining(['leave Route 53 record web.example.com A', 'leave task migrate']),
    );
  });

  it('holds the one step that is run by itself, with its own problems alone', () => {
    const facts = { ...bare, service: { ...ours, status: 'DRAINING' as const } };
    const { planned, problems } = planDeployment(runOf({ only: 'create-target-groups' }), facts);
    expect(planned.map(({ name }) => name)).toEqual(['web-1']);
    expect(problems).toEqual([]);
    expect(planDeployment(runOf(), facts).problems).toHaveLength(1);
  });

  it.each([
    [
      'create-service',
      ['task definition web', 'target group web-1', 'listener rule web-lb HTTP:80 host-header=a.example.com'],
    ],
    ['update-listeners', ['target group web-1']],
    ['register-scalable-target', ['service web']],
    ['register-task-definition', []],
    ['verify', []],
  ] as const)('says what must be there before %s is run by itself', (only, checks) => {
    const { problems } = planDeployment(runOf({ only }, specOf({ scalableTarget })), bare);
    expect(problems.map(({ check }) => check)).toEqual(checks);
    expect(problems.every(({ remedy }) => remedy?.startsWith('run only='))).toBe(true);
  });
});

describe('the count of a deployment', () => {
  const countOf = (request: DeploymentRun['request'], service: object, facts: DeploymentFacts) =>
    planDeployment(runOf(request, specOf(service)), facts).desiredCount;

  it.each<[string, DeploymentRun['request'], object, DeploymentFacts, number | null]>([
    ['of a new service: the spec’s', {}, {}, bare, 1],
    ['of a new service: the request’s', { desiredCount: 7 }, {}, bare, 7],
    [
      'of a new service without one: the least that scaling allows',
      {},
      { desiredCount: undefined, scalableTarget },
      bare,
      2,
    ],
    ['of a service that nothing scales: the spec’s', {}, {}, there, 1],
    ['of a service that is scaled: left alone', {}, { scalableTarget }, there, null],
    ['of a service that is scaled: the request’s', { desiredCount: 7 }, { scalableTarget }, there, 7],
    ['auto: the larger of its own', { desiredCount: 'auto' }, {}, there, 5],
    ['auto in the spec of a scaled service: left alone', {}, { desiredCount: 'auto', scalableTarget }, there, null],
    [
      'match: the larger of the active service’s',
      { desiredCount: 'match', activeService: 'old' },
      {},
      { ...bare, active: { desiredCount: 2, runningCount: 4 } },
      4,
    ],
    ['none is given: left alone', {}, { desiredCount: undefined }, there, null],
  ])('%s', (_what, request, service, facts, count) => {
    expect(countOf(request, service, facts)).toBe(count);
  });

  it('is one problem where nobody can tell it', () => {
    const { problems, planned } = planDeployment(runOf({ desiredCount: 'match', activeService: 'ghost' }), {
      ...bare,
      active: null,
    });
    expect(problems).toEqual([expect.objectContaining({ detail: expect.stringContaining('ghost does not exist') })]);
    expect(planned.map(({ type }) => type)).not.toContain('service');
  });
});

describe('a plan that follows a teardown', () => {
  it('counts as gone what is the service’s own', () => {
    const spec = specOf({ scalableTarget });
    expect(inWords(runOf({}, spec), afterTeardown(there, context.service))).toEqual(inWords(runOf({}, spec), bare));
  });

  it('keeps what is others’', () => {
    const others = tagsOf('api');
    const facts: DeploymentFacts = {
      ...there,
      service: { ...ours, tags: others },
      loadBalancing: loadBalancing({
        targetGroups: [groupFacts({ tags: others })],
        loadBalancers: [balancerFacts([ruleFacts({ tags: others })], { type: 'network' })],
      }),
      scaling: { target: { ...target, suspendedState: notSuspended, tags: others }, policies: [] },
    };
    const left = afterTeardown(facts, context.service);
    expect(left).toEqual({ ...facts, taskDefinitions: { ...facts.taskDefinitions, running: null } });
  });
});

describe('the plan of a teardown', () => {
  it('takes all that is the service’s own', () => {
    const revision = {
      taskDefinitionArn: 'arn:aws:ecs:us-east-1:1:task-definition/web:3',
      family: 'web',
      revision: 3,
      tags: tagsOf(),
    };
    const family = { family: 'web', revisions: [revision], hasFurther: false };
    const { spec } = runOf().resolved;
    const planned = planTeardown({ spec, cluster: 'prod', service: 'web' }, { ...there, family }, mayTearDown(false));
    expect(planned.map(({ action, type }) => `${action} ${type}`)).toEqual([
      'delete scalable target',
      'change service',
      'delete service',
      'delete listener rule',
      'delete target group',
      'delete task definition',
    ]);
    expect(
      planTeardown({ spec, cluster: 'prod', service: 'web' }, { ...bare, family: null }, mayTearDown(false)),
    ).toEqual([]);
  });
});

describe('the ARNs of a scaling policy', () => {
  const policy = (loadBalancerName: string, targetGroupName: string) =>
    specOf({
      scalableTarget,
      scalingPolicy: {
        ...scalable,
        PolicyName: 'p',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 1,
          PredefinedMetricSpecification: {
            PredefinedMetricType: 'ALBRequestCountPerTarget',
            ResourceLabel: { loadBalancerName, targetGroupName },
          },
        },
      },
    });

  it('are known from what has been read', () => {
    expect(knownLabelArns(specOf(), bare.loadBalancing)).toEqual({ loadBalancers: {}, targetGroups: {} });
    expect(knownLabelArns(policy('web-lb', 'web-1'), there.loadBalancing)).toEqual({
      loadBalancers: { 'web-lb': expect.any(String) },
      targetGroups: { 'web-1': expect.any(String) },
    });
    expect(knownLabelArns(policy('web-lb', 'ghost'), there.loadBalancing)?.targetGroups).toEqual({});
  });

  it('are not where the load balancer was not read', () => {
    expect(knownLabelArns(policy('other-lb', 'web-1'), there.loadBalancing)).toBeNull();
  });
});
