import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../../../functions/domain/service/spec-problem.ts';
import { changed, lines, networkSpec, resolve } from './support/documents.ts';

const rules = {
  default: [
    {
      placement: 'START',
      conditions: [{ Field: 'path-pattern', Values: ['/'] }],
      action: { type: 'forward', targetGroupName: 'web-1' },
    },
  ],
};

const oldElb = () => ({
  loadBalancer: { name: 'web', type: 'application', listener: { protocol: 'https', port: 443, rules } },
  targetGroups: [{ name: 'web-1', protocol: 'http', port: 80, healthCheck: { protocol: 'http' } }],
});

const ecs = () => ({
  service: { name: 'web', cluster: 'prod', launchType: 'EC2' },
  taskDefinition: { family: 'web', containerDefinitions: [{ name: 'web', image: 'example.com/web:1' }] },
});

const task = () => ({
  cluster: 'prod',
  taskDefinition: {
    family: 'smoke',
    containerDefinitions: [
      {
        name: 'smoke',
        image: 'example.com/smoke:1',
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-group': '/smoke', 'awslogs-stream-prefix': 'ecs' },
        },
      },
    ],
  },
});

const version0 = (): JsonObject => ({ aws: { region: 'eu-west-1' }, elb: oldElb(), ecs: ecs() });
const version1 = (version: unknown): JsonObject => ({
  version,
  aws: { region: 'eu-west-1', elb: oldElb(), ecs: ecs() },
});

describe('the version', () => {
  it.each<[unknown, string]>([
    ['2.0', '2.0'],
    [2, '2.0'],
    ['2', '2.0'],
  ])('%j is %s', (written, version) => {
    expect(resolve({ ...networkSpec(), version: written })).toMatchObject({ version, problems: [] });
  });

  it.each<[unknown, string]>([
    ['1.0', '1.0'],
    [1, '1.0'],
    ['1.1', '1.1'],
    [1.1, '1.1'],
    [1.2, '1.2'],
  ])('%j is %s', (written, version) => {
    expect(resolve(version1(written))).toMatchObject({ version, problems: [] });
  });

  it.each([0, '0'])('%j is 0', (written) => {
    expect(resolve({ ...version0(), version: written })).toMatchObject({ version: '0', problems: [] });
  });

  it.each([undefined, null])('is read as 0, with a warning, where it is %j', (written) => {
    const resolved = resolve({ ...version0(), version: written });
    expect(resolved.version).toBe('0');
    expect(lines(resolved)).toEqual([
      expect.stringMatching(/^WARN \$\.version: missing, so the spec is read as version 0/),
    ]);
  });

  it.each(['2.1', '3', 1.3, true, 'system("id")', ''])('%j is refused with the versions there are', (written) => {
    expect(lines(resolve({ ...networkSpec(), version: written }))).toEqual([
      'FAIL $.version: one of: "0", "1.0", "1.1", "1.2", "2.0"',
    ]);
  });

  it('cannot differ between environments', () => {
    expect(lines(resolve({ ...networkSpec(), version: { prestaging: '2.0' } }))).toEqual([
      'FAIL $.version: one of: "0", "1.0", "1.1", "1.2", "2.0"; it cannot differ between environments',
    ]);
  });
});

describe('older versions', () => {
  it.each<[string, JsonObject]>([
    ['0', { ...version0(), version: '0' }],
    ['1.0', version1('1.0')],
    ['1.1', version1('1.1')],
    ['1.2', version1('1.2')],
  ])('%s is brought to lists of one load balancer with one listener', (_, document) => {
    const { spec, problems } = resolve(document);
    expect(problems).toEqual([]);
    expect(spec?.aws.elb?.loadBalancers).toMatchObject([
      {
        name: 'web',
        listeners: [{ protocol: 'HTTPS', port: 443, rules: { default: [{ placement: 'start' }] } }],
      },
    ]);
    expect(spec?.aws.elb?.targetGroups[0]?.protocol).toBe('HTTP');
    expect(spec?.aws.ecs.service?.name).toBe('web');
  });

  it.each<[string, JsonObject, (string | number)[], string]>([
    [
      '0',
      { ...version0(), version: '0' },
      ['elb', 'loadBalancer', 'listener', 'port'],
      '$.elb.loadBalancer.listener.port',
    ],
    ['1.1', version1('1.1'), ['aws', 'elb', 'loadBalancer', 'name'], '$.aws.elb.loadBalancer.name'],
    ['0', { ...version0(), version: '0' }, ['ecs', 'service', 'name'], '$.ecs.service.name'],
  ])('%s has its problems at the places of the document', (_, document, path, written) => {
    expect(resolve(changed(document, path, ['x'])).problems.map((problem) => problem.path)).toEqual([written]);
  });

  it.each<[string, JsonObject, string]>([
    ['elb at the root', { ...version0(), ...version1('1.2') }, 'WARN $.elb: not read: aws.elb is there too'],
    ['elb at the root only', { ...version0(), version: '1.0' }, 'FAIL $.elb: belongs under aws'],
    ['route53 at the root', { ...networkSpec(), route53: [] }, 'FAIL $.route53: belongs under aws'],
    ['tests', { ...version1('1.1'), tests: {} }, 'FAIL $.tests: belongs under aws.ecs.tasks'],
    [
      'a new elb',
      { ...version0(), version: '0', aws: { region: 'eu-west-1', elb: {} } },
      'FAIL $.aws.elb: in version 0 this stands at the root; write "version": "2.0" if the spec is newer',
    ],
    [
      'lists before 2.0',
      changed(version1('1.2'), ['aws', 'elb', 'loadBalancers'], []),
      'FAIL $.aws.elb.loadBalancers: version 1.2 has one loadBalancer with one listener; write "version": "2.0" for lists',
    ],
    [
      'one load balancer in 2.0',
      changed(networkSpec(), ['aws', 'elb', 'loadBalancer'], {}),
      'FAIL $.aws.elb.loadBalancer: version 2.0 has a list: loadBalancers',
    ],
    [
      'one listener in 2.0',
      changed(networkSpec(), ['aws', 'elb', 'loadBalancers', 0, 'listener'], {}),
      'FAIL $.aws.elb.loadBalancers[0].listener: version 2.0 has a list: listeners',
    ],
    [
      'a plain list of rules before 2.0',
      changed(version1('1.2'), ['aws', 'elb', 'loadBalancer', 'listener', 'rules'], rules.default),
      'FAIL $.aws.elb.loadBalancer.listener.rules: an object of one list of rules for each role',
    ],
    [
      'a network load balancer in 0',
      changed({ ...version0(), version: '0' }, ['elb', 'loadBalancer', 'type'], 'network'),
      'FAIL $.elb.loadBalancer.type: version 0 has application load balancers only',
    ],
    [
      'TCP in 0',
      changed({ ...version0(), version: '0' }, ['elb', 'targetGroups', 0, 'protocol'], 'tcp'),
      'FAIL $.elb.targetGroups[0].protocol: version 0 has HTTP and HTTPS only',
    ],
    [
      'tasks before 1.1',
      changed(version1('1.0'), ['aws', 'ecs', 'tasks'], {}),
      'FAIL $.aws.ecs.tasks: in this version: tests, at the root',
    ],
    [
      'route53 before 1.2',
      changed(version1('1.1'), ['aws', 'route53'], []),
      'WARN $.aws.route53: not read: it came with version 1.2',
    ],
  ])('refuse %s', (_, document, line) => {
    expect(lines(resolve(document))).toContain(line);
  });

  it('have their tests as tasks', () => {
    const { spec, problems } = resolve({ ...version1('1.0'), tests: { smoke: { type: 'ecsTask', ecsTask: task() } } });
    expect(problems).toEqual([]);
    expect(spec?.aws.ecs.tasks?.['smoke']?.taskDefinition.family).toBe('smoke');
  });

  it('have problems of their tests at the tests', () => {
    const broken = changed(task(), ['cluster']);
    const tests = { smoke: { type: 'ecsTask', ecsTask: broken }, other: { type: 'curl' } };
    expect(lines(resolve({ ...version1('1.0'), tests }))).toEqual(
      expect.arrayContaining([
        'FAIL $.tests.other.type: ecsTask, with the task under ecsTask',
        'FAIL $.tests.smoke.ecsTask.cluster: required: name of a cluster (1 to 255 letters, digits, hyphens and underscores), or its ARN',
      ]),
    );
  });
});
