import { describe, expect, it } from '@jest/globals';
import { resolveServiceSpec } from '../../../../functions/domain/service/resolve-spec.ts';
import { changed, lines, networkSpec, resolve, seed, seedText } from './support/documents.ts';

const container = ['aws', 'ecs', 'taskDefinition', 'containerDefinitions', 0];
const listener = ['aws', 'elb', 'loadBalancers', 0, 'listeners', 0];

describe('resolveServiceSpec', () => {
  it.each(['prestaging', 'staging'])('reads the whole sample for %s', (environment) => {
    const { spec, version, problems } = resolveServiceSpec(seedText, { environment });
    expect({ version, problems }).toEqual({ version: '2.0', problems: [] });
    expect(spec?.aws.ecs.service).toMatchObject({ name: 'example1', cluster: 'testing-prestaging' });
  });

  it('gives every value the type of its field', () => {
    const { spec } = resolve(seedText);
    expect(spec?.aws.elb?.targetGroups[0]?.healthCheck).toMatchObject({
      port: '80',
      interval: 30,
      matcher: { HttpCode: '200' },
    });
    expect(spec?.aws.elb?.loadBalancers[0]?.securityGroups).toEqual(['sg-00000000000000001']);
    expect(spec?.aws.ecs.taskDefinition).toMatchObject({ cpu: '256', memory: '512' });
    expect(spec?.aws.ecs.taskDefinition?.containerDefinitions[0]?.logConfiguration?.options?.['Port']).toBe('443');
    expect(spec?.verification?.response?.status).toEqual([200]);
  });

  it('gives the same spec again for what it resolved', () => {
    const { spec } = resolve(seedText);
    const again = resolveServiceSpec({ ...spec, version: '2.0' }, { environment: 'any' });
    expect(again).toEqual({ version: '2.0', spec, problems: [] });
  });

  it('takes the document as text or as what it holds, and changes neither', () => {
    const document = seed();
    expect(resolve(document)).toEqual(resolve(seedText));
    expect(document).toEqual(seed());
  });

  it.each(['007', '1.10', '1e3', '111122223333'])('keeps the environment variable %j as it is', (value) => {
    const { spec } = resolve(changed(seed(), [...container, 'environment', 0, 'value'], { prestaging: value }));
    expect(spec?.aws.ecs.taskDefinition?.containerDefinitions[0]?.environment?.[0]?.value).toBe(value);
  });

  it('writes numbers and booleans as text where AWS wants text, and reads digits where it wants a number', () => {
    const document = changed(
      changed(seed(), [...container, 'environment', 0, 'value'], true),
      [...listener, 'port'],
      '443',
    );
    const { spec } = resolve(document);
    expect(spec?.aws.ecs.taskDefinition?.containerDefinitions[0]?.environment?.[0]?.value).toBe('true');
    expect(spec?.aws.elb?.loadBalancers[0]?.listeners[0]?.port).toBe(443);
  });

  it('takes null for an absent field', () => {
    expect(lines(resolve(changed(seed(), ['verification'], { prestaging: null })))).toEqual([]);
    expect(lines(resolve(changed(seed(), ['aws', 'region'], null)))).toEqual([
      'FAIL $.aws.region: required: an AWS region such as us-east-1',
    ]);
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{"version": }', 'FAIL $: not JSON'],
    ['no object', '[]', 'FAIL $: a JSON object'],
    ['a number', 4, 'FAIL $: a JSON object'],
    ['too deep', `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`, 'FAIL $: nested deeper than 64 levels'],
    [
      'the block around a spec',
      { global_state: {}, cloud_spec_json: seedText, environment: 'prestaging' },
      'FAIL $.cloud_spec_json: a spec stands in this text: give the text by itself',
    ],
  ])('says what is wrong with %s', (_, document, line) => {
    expect(lines(resolve(document))).toEqual([expect.stringContaining(line)]);
  });

  it('says where JSON goes wrong without repeating the text', () => {
    expect(lines(resolve('{\n  "a": 1,\n  "password": "hunter2" "b"'))).toEqual(['FAIL $: not JSON: line 3 column 25']);
  });

  it('reports all problems at once, each at its place', () => {
    const document = changed(seed(), [...listener, 'port'], 70_000);
    changed(document, ['aws', 'ecs', 'service', 'launchType'], 'LAMBDA');
    changed(document, ['aws', 'elb', 'targetGroups', 0, 'healthCheck', 'matcher'], 200);
    changed(document, [...container, 'portMappings', 0, 'containerPort'], { staging: 80 });
    changed(document, [...container, 'imge'], 'x');
    expect(lines(resolve(document)).toSorted()).toEqual([
      'FAIL $.aws.ecs.service.launchType: one of: EC2, FARGATE, EXTERNAL',
      'FAIL $.aws.ecs.taskDefinition.containerDefinitions[0].portMappings[0].containerPort: no value for prestaging; it has: staging',
      'FAIL $.aws.elb.loadBalancers[0].listeners[0].port: a whole number from 1 to 65535',
      'FAIL $.aws.elb.targetGroups[0].healthCheck.matcher: an object',
      'WARN $.aws.ecs.taskDefinition.containerDefinitions[0].imge: not a field of the spec, so it is not read; did you mean image?',
    ]);
  });

  it('gives a spec with warnings, and none with failures', () => {
    expect(resolve(changed(seed(), ['extra'], 1)).spec).toBeDefined();
    expect(resolve(changed(seed(), ['aws', 'region'], 1)).spec).toBeUndefined();
  });

  it('never repeats a value', () => {
    const document = changed(seed(), [...container, 'secrets', 0, 'valueFrom'], ['hunter2']);
    changed(document, [...listener, 'port'], 'hunter2');
    const said = lines(resolve(document));
    expect(said).toHaveLength(2);
    expect(said.join()).not.toContain('hunter2');
  });
});

describe('an environment that the spec lacks', () => {
  const paths = resolveServiceSpec(seedText, { environment: 'production' }).problems;

  it('is reported at every field that varies, with the environments there are', () => {
    expect(paths).toHaveLength(30);
    for (const problem of paths) {
      expect(problem).toMatchObject({
        severity: 'FAIL',
        message: 'no value for production; it has: prestaging, staging',
      });
    }
    expect(paths.map(({ path }) => path)).toContain(
      '$.aws.ecs.service.networkConfiguration.awsvpcConfiguration.subnets',
    );
  });

  it.each<[string, (string | number)[], unknown]>([
    ['an object of objects', ['aws', 'elb', 'targetGroups', 0, 'healthCheck'], { staging: { protocol: 'HTTP' } }],
    ['a list', ['aws', 'ecs', 'service', 'loadBalancers'], { staging: [] }],
    ['texts by name', [...container, 'dockerLabels'], { staging: { a: 'b' } }],
    ['rules', [...listener, 'rules'], { staging: [] }],
    ['a boolean', ['aws', 'ecs', 'service', 'enableExecuteCommand'], { staging: true }],
  ])('is seen where %s is meant', (_, path, value) => {
    expect(resolve(changed(seed(), path, value)).problems).toContainEqual(
      expect.objectContaining({ severity: 'FAIL', message: 'no value for prestaging; it has: staging' }),
    );
  });
});

describe('a large document', () => {
  it('of which no environment was chosen is read in seconds', () => {
    const environment = Array.from({ length: 10_000 }, () => ({ name: { a: 'x', b: 'y' }, value: { a: 'x', c: 'z' } }));
    const path = ['aws', 'ecs', 'taskDefinition', 'containerDefinitions', 0, 'environment'];
    expect(resolve(changed(networkSpec(), path, environment)).problems.length).toBeGreaterThanOrEqual(20_000);
  }, 5_000);
});

describe('contexts', () => {
  const byRole = () => {
    const rules = (seed() as { aws: { elb: { loadBalancers: { listeners: { rules: unknown }[] }[] } } }).aws.elb
      .loadBalancers[0]?.listeners[0]?.rules;
    return changed(seed(), [...listener, 'rules'], { blue: rules, green: rules });
  };

  it('choose within an environment', () => {
    const { spec, problems } = resolve(byRole(), ['blue']);
    expect(problems).toEqual([]);
    expect(spec?.aws.elb?.loadBalancers[0]?.listeners[0]?.rules).toHaveLength(1);
  });

  it('may leave the rules of all roles', () => {
    const { spec, problems } = resolve(byRole());
    expect(problems).toEqual([]);
    expect(Object.keys(spec?.aws.elb?.loadBalancers[0]?.listeners[0]?.rules ?? {})).toEqual(['blue', 'green']);
  });

  it('are refused before version 2.0', () => {
    expect(lines(resolve({ ...networkSpec(), version: '1.2' }, ['blue']))).toEqual([
      'FAIL $.version: contexts came with version 2.0; this spec has environments only',
    ]);
  });

  it('are refused where they have the name of a field, which would replace every object that has it', () => {
    expect(lines(resolve(seed(), ['name']))).toEqual([
      'FAIL $: name is a field of the spec and cannot be an environment or a context',
    ]);
  });
});
