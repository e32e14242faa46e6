import { describe, expect, it } from '@jest/globals';
import { checkCapacity, checkCluster } from '../../../../../functions/domain/service/preconditions/cluster.ts';
import { checkContainers } from '../../../../../functions/domain/service/preconditions/containers.ts';
import { checkLogGroups } from '../../../../../functions/domain/service/preconditions/log-groups.ts';
import { found, missing, unseen } from '../../../../../functions/domain/service/preconditions/looked.ts';
import {
  imagesOf,
  logGroupsOf,
  rolesOf,
  sensitiveOf,
} from '../../../../../functions/domain/service/preconditions/task-definition.ts';

const container = (name: string, options: Record<string, string>, secrets: string[] = []) => ({
  name,
  image: `${name}:1`,
  secrets: secrets.map((valueFrom) => ({ valueFrom })),
  logConfiguration: { logDriver: 'awslogs', options },
});

describe('what a task definition needs', () => {
  const definition = {
    executionRoleArn: 'execution',
    taskRoleArn: '',
    containerDefinitions: [
      {
        ...container('a', { 'awslogs-group': '/a' }, ['/x', '/y']),
        repositoryCredentials: { credentialsParameter: 'r' },
      },
      container('b', { 'awslogs-group': '/a', 'awslogs-create-group': 'true', 'awslogs-region': 'eu-west-1' }, ['/x']),
      container('c', { 'awslogs-group': '/a' }),
      {
        name: 'd',
        image: 'd:1',
        logConfiguration: {
          logDriver: 'awsfirelens',
          options: { 'awslogs-group': '/d' },
          secretOptions: [{ valueFrom: '/z' }],
        },
      },
      {},
    ],
  };

  it('is each role, image, log group and secret, once', () => {
    expect(rolesOf(definition)).toEqual([{ use: 'execution role', written: 'execution' }]);
    expect(imagesOf(definition)).toEqual(['a:1', 'b:1', 'c:1', 'd:1']);
    expect(logGroupsOf(definition)).toEqual([
      { group: '/a', region: undefined, isCreated: false },
      { group: '/a', region: 'eu-west-1', isCreated: true },
    ]);
    expect(sensitiveOf(definition).map(({ id }) => id)).toEqual(['/x', '/y', 'r', '/z']);
  });

  it('is nothing where there are no containers', () => {
    expect([rolesOf({}), imagesOf({}), logGroupsOf({}), sensitiveOf({})]).toEqual([[], [], [], []]);
  });
});

describe('checkLogGroups', () => {
  const there = { group: '/a', region: undefined, isCreated: false };
  it.each([
    ['one that exists', there, found(true as const), 'PASS', 'exists'],
    [
      'one that a task creates',
      { ...there, isCreated: true },
      missing,
      'PASS',
      'does not exist; the first task creates it',
    ],
    ['one that is missing', there, missing, 'FAIL', 'does not exist, and a task that cannot log does not start'],
    ['one that may not be looked at', there, unseen('denied'), 'WARN', 'not looked at: denied'],
  ])('judges %s', (_what, reference, fact, status, detail) => {
    expect(checkLogGroups([reference], { ':/a': fact })).toMatchObject([
      { check: 'log group /a', status, detail: expect.stringContaining(detail) },
    ]);
  });

  it('gives the command that creates it, in its region', () => {
    const reference = { group: '/a', region: 'eu-west-1', isCreated: false };
    expect(checkLogGroups([reference], { 'eu-west-1:/a': missing })).toMatchObject([
      {
        check: 'log group /a in eu-west-1',
        remedy: "aws logs create-log-group --log-group-name '/a' --region eu-west-1",
      },
    ]);
    expect(checkLogGroups([{ ...reference, region: undefined }], { ':/a': missing })[0]?.remedy).toBe(
      "aws logs create-log-group --log-group-name '/a'",
    );
  });
});

describe('checkCluster', () => {
  const fact = (status: string) => found({ status, containerInstances: 0 });
  it.each([
    ['ACTIVE', fact('ACTIVE'), 'PASS', 'is ACTIVE', undefined],
    ['INACTIVE', fact('INACTIVE'), 'FAIL', 'is INACTIVE', 'aws ecs create-cluster --cluster-name prod'],
    ['PROVISIONING', fact('PROVISIONING'), 'FAIL', 'is PROVISIONING', 'wait until it is ACTIVE'],
    ['missing', missing, 'FAIL', 'there is no such cluster', 'aws ecs create-cluster --cluster-name prod'],
    ['denied', unseen('no'), 'WARN', 'not looked at: no', undefined],
  ])('judges one that is %s', (_what, looked, status, detail, remedy) => {
    const [finding] = checkCluster('prod', looked);
    expect(finding).toMatchObject({ check: 'cluster prod', status, detail });
    expect(finding?.remedy ?? '').toContain(remedy ?? '');
  });
});

describe('checkCapacity', () => {
  it.each([
    ['some', found(true as const), 'PASS', 'at least one of launch type EC2 is ACTIVE'],
    ['none', missing, 'WARN', 'none of launch type EC2 is ACTIVE'],
    ['a denial', unseen('no'), 'WARN', 'not looked at: no'],
  ])('judges %s', (_what, looked, status, detail) => {
    expect(checkCapacity('prod', 'EC2', looked)).toMatchObject([{ status, detail }]);
  });
});

describe('checkContainers', () => {
  const attached = { containerName: 'web', containerPort: 80, targetGroup: { name: 'web-1' } };
  const web = (portMappings?: object[]) => ({ containerDefinitions: [{ name: 'web', portMappings }, { name: 'log' }] });
  it.each([
    ['a mapped port', web([{ containerPort: 80 }]), 'PASS', 'is mapped'],
    ['a port in a range', web([{ containerPortRange: '70-90' }]), 'PASS', 'is mapped'],
    ['a port out of the range', web([{ containerPortRange: '81-90' }]), 'FAIL', 'no portMapping'],
    ['another port', web([{ containerPort: 8080 }]), 'FAIL', 'no portMapping of the container has this containerPort'],
    ['no ports', web(), 'FAIL', 'no portMapping'],
    [
      'no such container',
      { containerDefinitions: [{ name: 'api' }, {}] },
      'FAIL',
      'has no such container; it has: api',
    ],
    ['no containers', {}, 'FAIL', 'has no such container'],
  ])('judges %s', (_what, definition, status, detail) => {
    expect(checkContainers([attached], definition)).toMatchObject([
      { check: 'container web port 80 for target group web-1', status, detail: expect.stringContaining(detail) },
    ]);
  });
});
