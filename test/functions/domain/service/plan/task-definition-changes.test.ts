import { describe, expect, it } from '@jest/globals';
import type { FieldChange } from '../../../../../functions/domain/service/plan/action.ts';
import { taskDefinitionChanges } from '../../../../../functions/domain/service/plan/task-definition-changes.ts';
import { taskDefinitionInput } from '../../../../../functions/domain/service/plan/task-definition-input.ts';
import { contextOf, registered } from '../support/registered.ts';
import { containerPath, resolvedService, taskDefinitionPath } from '../support/service-spec.ts';

type Changes = Parameters<typeof resolvedService>;

const changesOf = (before: Changes, after: Changes): FieldChange[] => {
  const { taskDefinition } = resolvedService(...after).spec.aws.ecs;
  if (!taskDefinition) throw new Error('no task definition');
  const input = taskDefinitionInput(taskDefinition, { family: 'shop', tags: contextOf().tags });
  return taskDefinitionChanges(registered(before), input);
};

const environment = (...variables: [string, string][]): Changes => [
  [[...containerPath, 'environment'], variables.map(([name, value]) => ({ name, value }))],
];

describe('the changes of a task definition', () => {
  it.each<[string, Changes, Changes, object[]]>([
    [
      'an image',
      [],
      [[[...containerPath, 'image'], 'registry.example.com/sandbox/runs:2']],
      [
        {
          field: 'containerDefinitions.shop.image',
          from: 'registry.example.com/sandbox/runs:1',
          to: 'registry.example.com/sandbox/runs:2',
        },
      ],
    ],
    [
      'a size',
      [],
      [
        [[...taskDefinitionPath, 'cpu'], '0.5 vCPU'],
        [[...taskDefinitionPath, 'memory'], '1 GB'],
      ],
      [
        { field: 'cpu', from: '256', to: '512' },
        { field: 'memory', from: '512', to: '1024' },
      ],
    ],
    [
      'variables, in any order',
      environment(['A', '1'], ['B', '2'], ['C', '3']),
      environment(['C', '3'], ['A', '01'], ['D', '4']),
      [
        { field: 'containerDefinitions.shop.environment.A', from: '1', to: '01' },
        { field: 'containerDefinitions.shop.environment.D', from: null, to: '4' },
        { field: 'containerDefinitions.shop.environment.B', from: '2', to: null },
      ],
    ],
    [
      'a port',
      [],
      [
        [
          [...containerPath, 'portMappings'],
          [{ containerPort: 80 }, { containerPort: 53, protocol: 'udp' }],
        ],
      ],
      [
        { field: 'containerDefinitions.shop.portMappings.53/udp.containerPort', from: null, to: 53 },
        { field: 'containerDefinitions.shop.portMappings.53/udp.protocol', from: null, to: 'udp' },
        { field: 'containerDefinitions.shop.portMappings.53/udp.hostPort', from: null, to: 53 },
      ],
    ],
    [
      "the spec's tags",
      [],
      [[[...taskDefinitionPath, 'tags'], [{ key: 'team', value: 'payments' }]]],
      [{ field: 'tags.team', from: null, to: 'payments' }],
    ],
    [
      "a volume's root directory, once it is not the one that ECS fills in",
      [[[...taskDefinitionPath, 'volumes'], [{ name: 'data', efsVolumeConfiguration: { fileSystemId: 'fs-1' } }]]],
      [
        [
          [...taskDefinitionPath, 'volumes'],
          [
            { name: 'data', efsVolumeConfiguration: { fileSystemId: 'fs-1', rootDirectory: '/' } },
            { name: 'more', efsVolumeConfiguration: { fileSystemId: 'fs-2', rootDirectory: '/more' } },
          ],
        ],
      ],
      [
        { field: 'volumes.more.name', from: null, to: 'more' },
        { field: 'volumes.more.efsVolumeConfiguration.rootDirectory', from: null, to: '/more' },
        { field: 'volumes.more.efsVolumeConfiguration.fileSystemId', from: null, to: 'fs-2' },
      ],
    ],
    [
      'what ECS fills in',
      [],
      [
        [[...containerPath, 'essential'], true],
        [[...containerPath, 'cpu'], 0],
      ],
      [],
    ],
  ])('shows %s', (_, before, after, expected) => {
    expect(changesOf(before, after)).toEqual(expected);
  });

  it.each([
    ['DB_PASSWORD', 'one', 'two'],
    ['API_KEY', 'one', 'two'],
    ['DB_PASS', 'one', 'two'],
    ['SMTP_PWD', 'one', 'two'],
    ['SENTRY_DSN', 'one', 'two'],
    ['CONNECTION', 'Server=db.example.com;Password=one', 'Server=db.example.com;Password=two'],
    ['SIGNED', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIyIn0.c2ln'],
    ['DATABASE_URL', 'postgres://app:one@db.example.com/app', 'postgres://app:two@db.example.com/app'],
  ])('does not show the value of %s', (name, from, to) => {
    const field = `containerDefinitions.shop.environment.${name}`;
    const shown = changesOf(environment([name, from]), environment([name, to]));
    expect(shown).toEqual([{ field, from: '(changed)', to: '(changed)' }]);
    expect(changesOf(environment(), environment([name, to]))).toEqual([{ field, from: null, to: '(changed)' }]);
  });

  it.each([
    [['app', '--db-password', 'one']],
    [['app', '--db-password=one', '-v']],
    [['sh', '-c', 'API_TOKEN=one app']],
    [['sh', '-c', 'app --token one']],
    [['app', 'postgres://app:one@db.example.com/app']],
  ])('does not show the secret among the arguments %j', (command) => {
    const [shown] = changesOf([], [[[...containerPath, 'command'], command]]);
    expect(shown?.field).toBe('containerDefinitions.shop.command');
    expect(JSON.stringify(shown?.to)).toContain('[redacted]');
    expect(JSON.stringify(shown?.to)).not.toMatch(/\bone\b/);
  });

  it('shows arguments that are no secrets', () => {
    const command = ['sh', '-c', 'exec /usr/local/bin/app --keyspace=users --monkey bars'];
    expect(changesOf([], [[[...containerPath, 'command'], command]])).toMatchObject([{ to: command }]);
  });
});
