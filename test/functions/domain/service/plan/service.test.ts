import { describe, expect, it } from '@jest/globals';
import type { ServiceFacts } from '../../../../../functions/domain/service/plan/service-facts.ts';
import type { ServiceWish } from '../../../../../functions/domain/service/plan/service-input.ts';
import {
  balanced,
  exec,
  facts,
  field,
  plan,
  ref,
  revision,
  securityGroups,
  subnets,
} from '../support/planned-service.ts';
import { attached, type resolvedService, servicePath } from '../support/service-spec.ts';

type Changes = Parameters<typeof resolvedService>;

describe('planService for a service that does not exist', () => {
  it('creates it as the spec says, with what ECS needs to know a repeated call', () => {
    const { planned, problems } = plan([...attached(), ...field('healthCheckGracePeriod', 30), ...exec], {
      found: null,
    });
    expect(problems).toEqual([]);
    expect(planned).toMatchObject([{ step: 'create-service', action: 'create', name: 'demo/shop', undo: [] }]);
    expect(planned[0]?.calls).toEqual([
      {
        call: 'ecs:CreateService',
        input: {
          cluster: 'demo',
          serviceName: 'shop',
          clientToken: expect.stringMatching(/^[0-9a-f]{36}$/),
          taskDefinition: revision(1),
          launchType: 'FARGATE',
          desiredCount: 1,
          networkConfiguration: { awsvpcConfiguration: { subnets, securityGroups } },
          loadBalancers: balanced.loadBalancers,
          healthCheckGracePeriodSeconds: 30,
          enableExecuteCommand: true,
          tags: expect.arrayContaining([{ key: 'ecs-runbooks:service', value: 'demo/shop' }]),
        },
      },
    ]);
  });

  it('sends no grace period without a load balancer, which ECS would refuse', () => {
    const [call] = plan(field('healthCheckGracePeriod', 30), { found: null }).planned.flatMap(({ calls }) => calls);
    expect(call?.input).not.toHaveProperty('healthCheckGracePeriodSeconds');
  });

  it('plans before the target groups and the revision are there', () => {
    const { planned } = plan(attached(), { found: null, wanted: { taskDefinitionArn: null, targetGroupArns: {} } });
    expect(planned[0]?.calls[0]?.input).toMatchObject({ loadBalancers: [{ targetGroupArn: 'shop-1 (new)' }] });
    expect(planned[0]?.calls[0]?.input).not.toHaveProperty('taskDefinition');
  });

  it('has a problem where no count is given', () => {
    const { planned, problems } = plan([], { found: null, wanted: { desiredCount: null } });
    expect(planned).toEqual([]);
    expect(problems).toMatchObject([
      { check: 'service demo/shop', detail: expect.stringContaining('no desiredCount') },
    ]);
  });

  it('plans nothing for a spec without a service', () => {
    expect(plan([[servicePath]], { found: null })).toEqual({ planned: [], problems: [] });
  });
});

describe('planService for a service of ours', () => {
  it.each<[string, Changes, ServiceFacts]>([
    ['with its subnets in another order', [], facts],
    ['with what ECS fills in', field('deploymentConfiguration', { maximumPercent: 200 }), facts],
    ['with its load balancers', attached(), balanced],
    ['with a grace period of nothing', [...attached(), ...field('healthCheckGracePeriod', 0)], balanced],
    ['with an empty list of load balancers', field('loadBalancers', []), facts],
    ['with a grace period but no load balancer', field('healthCheckGracePeriod', 30), facts],
    ['with settings that are as they should be', field('propagateTags', 'NONE'), facts],
  ])('keeps one that is as its spec says, %s', (_, changes, found) => {
    const { planned } = plan(changes, { found });
    expect(planned).toMatchObject([{ action: 'keep', calls: [], changes: [], undo: [] }]);
  });

  it.each<[string, Changes, Partial<ServiceWish>, object[], object, object]>([
    [
      'the revision',
      [],
      { taskDefinitionArn: revision(2) },
      [{ field: 'taskDefinition', from: 'shop:1', to: 'shop:2' }],
      { taskDefinition: revision(2) },
      { taskDefinition: revision(1) },
    ],
    [
      'a revision that is yet to be registered',
      [],
      { taskDefinitionArn: null },
      [{ field: 'taskDefinition', from: 'shop:1', to: 'revision (new)' }],
      {},
      { taskDefinition: revision(1) },
    ],
    [
      'the count',
      [],
      { desiredCount: 3 },
      [{ field: 'desiredCount', from: 1, to: 3 }],
      { desiredCount: 3 },
      { desiredCount: 1 },
    ],
    [
      'the network',
      field('networkConfiguration', { awsvpcConfiguration: { subnets: [subnets[0]], assignPublicIp: 'ENABLED' } }),
      {},
      [
        { field: 'networkConfiguration.awsvpcConfiguration.subnets', from: subnets, to: [subnets[0]] },
        { field: 'networkConfiguration.awsvpcConfiguration.assignPublicIp', from: 'DISABLED', to: 'ENABLED' },
      ],
      {
        networkConfiguration: {
          awsvpcConfiguration: { subnets: [subnets[0]], securityGroups, assignPublicIp: 'ENABLED' },
        },
      },
      { networkConfiguration: { awsvpcConfiguration: facts.network } },
    ],
    [
      'the circuit breaker',
      field('deploymentConfiguration', { deploymentCircuitBreaker: { enable: true, rollback: true } }),
      {},
      [
        { field: 'deploymentConfiguration.deploymentCircuitBreaker.enable', from: false, to: true },
        { field: 'deploymentConfiguration.deploymentCircuitBreaker.rollback', from: false, to: true },
      ],
      {
        deploymentConfiguration: {
          ...facts.deploymentConfiguration,
          deploymentCircuitBreaker: { enable: true, rollback: true },
        },
      },
      { deploymentConfiguration: facts.deploymentConfiguration },
    ],
    [
      'what tasks are started with, by a new deployment',
      [...exec, ...field('propagateTags', 'SERVICE')],
      {},
      [
        { field: 'enableExecuteCommand', from: false, to: true },
        { field: 'propagateTags', from: 'NONE', to: 'SERVICE' },
      ],
      { enableExecuteCommand: true, propagateTags: 'SERVICE', forceNewDeployment: true },
      { enableExecuteCommand: false, propagateTags: 'NONE' },
    ],
    [
      'the platform version',
      field('platformVersion', '1.4.0'),
      {},
      [{ field: 'platformVersion', from: 'LATEST', to: '1.4.0' }],
      { platformVersion: '1.4.0' },
      { platformVersion: 'LATEST' },
    ],
  ])('changes %s and can put it back', (_, changes, wanted, expected, update, undo) => {
    const { planned } = plan(changes, { wanted });
    expect(planned).toEqual([
      {
        step: 'create-service',
        action: 'change',
        type: 'service',
        name: 'demo/shop',
        arn: facts.serviceArn,
        changes: expected,
        calls: [{ call: 'ecs:UpdateService', input: { ...ref, ...update } }],
        undo: [{ call: 'ecs:UpdateService', input: { ...ref, ...undo } }],
      },
    ]);
  });
});
