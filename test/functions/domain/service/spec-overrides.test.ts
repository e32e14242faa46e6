import { describe, expect, it } from '@jest/globals';
import {
  overrideService,
  readOverrideName,
  readOverrides,
} from '../../../../functions/domain/service/spec-overrides.ts';

describe('readOverrideName', () => {
  it.each([
    ['cluster', 'cluster'],
    ['task_definition_arn', 'taskDefinition'],
    ['taskDefinitionArn', 'taskDefinition'],
    ['taskDefinition', 'taskDefinition'],
    ['launchType', 'launchType'],
    ['desired_count', 'desiredCount'],
    ['healthCheckGracePeriod', 'healthCheckGracePeriod'],
    ['enableExecuteCommand', 'enableExecuteCommand'],
    ['forceNewDeployment', 'forceNewDeployment'],
    ['force_new_deployment', 'forceNewDeployment'],
    ['loadBalancers', 'loadBalancers'],
    ['networkConfiguration', 'networkConfiguration'],
    ['toString', undefined],
    ['tasks', undefined],
  ])('reads %s as %s', (name, field) => {
    expect(readOverrideName(name)).toBe(field);
  });
});

describe('readOverrides', () => {
  it('takes apart what is of the spec and what is of the run', () => {
    const taskDefinition = 'arn:aws:ecs:us-east-1:111122223333:task-definition/web:7';
    const given = { desired_count: 2, forceNewDeployment: true, task_definition_arn: taskDefinition };
    expect(readOverrides(given)).toEqual({
      overrides: { service: { desiredCount: 2 }, forceNewDeployment: true, taskDefinition },
      problems: [],
    });
  });

  it.each([
    [{ forceNewDeployment: 'true' }, 'true or false, not in quotes'],
    [{ taskDefinition: 'web:latest' }, 'a task definition: family, family:revision or an ARN'],
    [{ taskDefinition: 7 }, 'a task definition: family, family:revision or an ARN'],
    [{ desiredCuont: 7 }, 'not a field of aws.ecs.service that can be overridden; did you mean desiredCount?'],
  ])('refuses %j', (given, message) => {
    expect(readOverrides(given).problems).toEqual([
      { path: ['serviceOverrides', Object.keys(given)[0]], severity: 'FAIL', message },
    ]);
  });
});

describe('overrideService', () => {
  const { overrides } = readOverrides({ desiredCount: 2 });

  it('replaces fields of the service and nothing else', () => {
    const spec = {
      version: '2.0',
      aws: { region: 'r', ecs: { service: { name: 'web', desiredCount: 1 }, tasks: {} } },
    };
    expect(overrideService(spec, overrides)).toEqual({
      version: '2.0',
      aws: { region: 'r', ecs: { service: { name: 'web', desiredCount: 2 }, tasks: {} } },
    });
  });

  it.each([[{}], [{ aws: {} }], [{ aws: { ecs: {} } }]])('gives nothing for %j, which has no service', (spec) => {
    expect(overrideService(spec, overrides)).toBeUndefined();
  });
});
