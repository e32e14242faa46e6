// biome-ignore-all lint/suspicious/noTemplateCurlyInString: specs hold variables in this form
import { describe, expect, it } from '@jest/globals';
import { type ResolvedRequest, resolveRequestedSpec } from '../../../../functions/domain/service/resolve-request.ts';
import type { JsonObject } from '../../../../functions/domain/service/spec-problem.ts';
import { changed, networkSpec, seed, seedText } from './support/documents.ts';

const here = { region: 'us-east-1', accountId: '111122223333' };

const resolve = (given: unknown, request: object = {}): ResolvedRequest =>
  resolveRequestedSpec({ given, here, environment: 'prestaging', ...request });

const lines = ({ problems }: ResolvedRequest): string[] => problems.map(({ path, message }) => `${path}: ${message}`);

const gateway = (path: (string | number)[] = [], value?: unknown): JsonObject => {
  const document = changed(networkSpec(), ['aws', 'region'], 'us-east-1');
  return path.length > 0 ? changed(document, path, value) : document;
};
const containerPath = ['aws', 'ecs', 'taskDefinition', 'containerDefinitions', 0];

describe('resolveRequestedSpec', () => {
  it('resolves the seed for an environment, and says what its verification misses', () => {
    const { resolved } = resolve(seedText);
    expect(resolved).toMatchObject({
      environment: 'prestaging',
      cluster: 'testing-prestaging',
      service: 'example1',
      specHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      forceNewDeployment: false,
      taskDefinition: null,
      missingVariables: ['BUILD_VERSION'],
    });
    expect(resolve(seed(), { variables: { BUILD_VERSION: '1.2.3' } }).resolved).toMatchObject({
      missingVariables: [],
      spec: { verification: { response: { body: '/buildVersion:[ ]+"1\\.2\\.3"/' } } },
    });
  });

  it('hashes what is deployed: text and object alike, environments apart', () => {
    const hashOf = (...order: Parameters<typeof resolve>) => resolve(...order).resolved?.specHash;
    expect(hashOf(seedText)).toBe(hashOf(seed()));
    expect(hashOf(seedText)).not.toBe(hashOf(seedText, { environment: 'staging' }));
  });

  it('names the cluster where the spec gives its ARN', () => {
    const arn = 'arn:aws:ecs:us-east-1:111122223333:cluster/prod';
    expect(resolve(gateway(['aws', 'ecs', 'service', 'cluster'], arn)).resolved).toMatchObject({ cluster: 'prod' });
  });

  it('fills variables everywhere, in numbers too', () => {
    const document = gateway(['aws', 'ecs', 'service', 'desiredCount'], '${COUNT}');
    changed(document, ['aws', 'ecs', 'service', 'name'], 'gateway-${COLOR}');
    const { resolved } = resolve(document, { variables: { COUNT: '4', COLOR: 'blue' } });
    expect(resolved).toMatchObject({
      service: 'gateway-blue',
      spec: { aws: { ecs: { service: { desiredCount: 4 } } } },
    });
  });

  it('keeps quotes in a value out of the JSON around it', () => {
    const text = JSON.stringify(gateway([...containerPath, 'command'], ['${A}']));
    expect(resolve(text, { variables: { A: '"], "x": ["' } }).resolved).toMatchObject({
      spec: { aws: { ecs: { taskDefinition: { containerDefinitions: [{ command: ['"], "x": ["'] }] } } } },
    });
  });

  it('names each variable without a value, and nothing else for its place', () => {
    const document = gateway(['aws', 'ecs', 'service', 'name'], '${COLOR}');
    changed(document, [...containerPath, 'command'], ['echo ${HOME} ${USER}']);
    changed(document, ['deploy'], { body: '${NOT_READ}' });
    expect(lines(resolve(document))).toEqual([
      '$.aws.ecs.service.name: no value for ${COLOR}: give variables.COLOR, or write $${COLOR} where that text is meant',
      '$.aws.ecs.taskDefinition.containerDefinitions[0].command[0]: no value for ${HOME}: give variables.HOME, or write $${HOME} where that text is meant',
      '$.aws.ecs.taskDefinition.containerDefinitions[0].command[0]: no value for ${USER}: give variables.USER, or write $${USER} where that text is meant',
    ]);
  });

  it('asks for no variable of another environment', () => {
    const names = { prestaging: 'gateway', staging: '${COLOR}' };
    expect(lines(resolve(gateway(['aws', 'ecs', 'service', 'name'], names)))).toEqual([]);
  });

  it('writes an escaped variable as it stands', () => {
    const document = gateway([...containerPath, 'command'], ['echo $${HOME}']);
    expect(resolve(document).resolved).toMatchObject({
      spec: { aws: { ecs: { taskDefinition: { containerDefinitions: [{ command: ['echo ${HOME}'] }] } } } },
      missingVariables: [],
    });
  });

  it('applies overrides and checks the whole again', () => {
    const serviceOverrides = { desiredCount: 7, task_definition_arn: 'gateway:3', forceNewDeployment: true };
    expect(resolve(gateway(), { serviceOverrides }).resolved).toMatchObject({
      spec: { aws: { ecs: { service: { desiredCount: 7, name: 'gateway' } } } },
      taskDefinition: 'gateway:3',
      forceNewDeployment: true,
    });
  });

  it('names what is wrong with overrides', () => {
    const serviceOverrides = { launchType: 'FARGATE', desiredCount: -1, nonsense: 1 };
    expect(lines(resolve(gateway(), { serviceOverrides }))).toEqual([
      '$.serviceOverrides.nonsense: not a field of aws.ecs.service that can be overridden',
      expect.stringMatching(/^\$\.aws\.ecs\.service\.desiredCount: /),
      expect.stringMatching(/^\$\.aws\.ecs\.service\.networkConfiguration: required: /),
      expect.stringMatching(/^\$\.aws\.ecs\.taskDefinition\.cpu: required/),
      expect.stringMatching(/^\$\.aws\.ecs\.taskDefinition\.memory: required/),
      expect.stringMatching(/^\$\.aws\.ecs\.taskDefinition\.networkMode: awsvpc/),
    ]);
  });

  it('refuses overrides of a service that the spec does not have', () => {
    const document = gateway(['aws', 'ecs', 'service']);
    expect(lines(resolve(document, { serviceOverrides: { desiredCount: 1 } }))).toEqual([
      '$.serviceOverrides: left out: the spec has no aws.ecs.service',
      '$.aws.ecs.service: required: the service that this is all about',
    ]);
  });

  it('refuses the spec of another region', () => {
    expect(lines(resolve(networkSpec()))).toEqual([
      "$.aws.region: us-east-1, where this stack is deployed; start the stack of the spec's own region",
    ]);
  });

  it.each([
    ['arn:aws:ecs:us-east-1:000000000000:cluster/gateways', 'account 000000000000'],
    ['arn:aws:ecs:eu-west-1:111122223333:cluster/gateways', 'eu-west-1'],
  ])('refuses a cluster elsewhere, whose name another one may have here: %s', (cluster, other) => {
    expect(lines(resolve(gateway(['aws', 'ecs', 'service', 'cluster'], cluster)))).toEqual([
      `$.aws.ecs.service.cluster: a cluster of us-east-1 and account 111122223333, not of ${other}`,
    ]);
  });

  it('takes the ARN of a cluster here for its name', () => {
    const cluster = 'arn:aws:ecs:us-east-1:111122223333:cluster/gateways';
    expect(resolve(gateway(['aws', 'ecs', 'service', 'cluster'], cluster)).resolved?.cluster).toBe('gateways');
  });

  it('passes warnings on, and says what is not deployed', () => {
    const document = gateway(['aws', 'ecs', 'service', 'desiredCuont'], 3);
    const aliasTarget = { loadBalancerName: 'gateway' };
    changed(
      document,
      ['aws', 'route53'],
      [{ domain: 'example.com', name: 'gateway', type: 'A', value: { aliasType: 'alb', aliasTarget } }],
    );
    const { resolved, problems } = resolve(document);
    expect(problems).toEqual([]);
    expect(resolved?.findings).toEqual([
      {
        check: 'spec $.aws.ecs.service.desiredCuont',
        status: 'WARN',
        detail: 'not a field of the spec, so it is not read; did you mean desiredCount?',
      },
      {
        check: 'Route 53 record A gateway.example.com',
        status: 'WARN',
        detail: 'not deployed by this suite: it is checked and left as it is',
        remedy: 'make the record where your DNS is kept, with the load balancer as its alias',
      },
    ]);
  });

  it('counts the warnings that are too many to show', () => {
    const document = gateway();
    for (let at = 0; at < 60; at += 1) changed(document, ['aws', 'ecs', `x${at}`], 1);
    expect(resolve(document).resolved?.findings.at(-1)).toMatchObject({ check: 'spec', detail: '10 warnings more' });
  });

  it.each([
    ['{', /^\$: not JSON/],
    ['[]', /^\$: a JSON object/],
    [7, /^\$: a JSON object/],
    [JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)), /^\$: a JSON object/],
    [JSON.parse(`{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`), /^\$: nested deeper/],
  ])('refuses what is no spec: %#', (given, line) => {
    expect(lines(resolve(given))).toEqual([expect.stringMatching(line)]);
  });
});
