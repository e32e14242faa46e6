import {
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readFamilyRevisions, readTaskDefinitions } from '../../../../functions/clients/service/read-deployment.ts';
import { readService } from '../../../../functions/clients/service/services.ts';
import { listRevisions, readRevision } from '../../../../functions/clients/service/task-definitions.ts';
import { planTaskDefinition } from '../../../../functions/domain/service/plan/task-definition.ts';
import { resolveServiceSpec } from '../../../../functions/domain/service/resolve-spec.ts';
import type { ResolvedService } from '../../../../functions/domain/service/run-state.ts';
import { type Sandbox, startSandbox } from '../../../../sandbox/index.ts';
import { changed, seed } from '../../domain/service/support/documents.ts';
import { contextOf } from '../../domain/service/support/registered.ts';
import { resolvedService } from '../../domain/service/support/service-spec.ts';

let sandbox: Sandbox;
let ecs: ECSClient;
beforeAll(async () => {
  sandbox = await startSandbox({ clock: 'turned', stack: false, region: 'us-east-1' });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  ecs = new ECSClient({ endpoint: sandbox.url, region: sandbox.region, credentials });
});
afterAll(async () => {
  ecs.destroy();
  await sandbox.close();
});

const register = async (family: string, times = 1) => {
  const containerDefinitions = [{ name: 'main', image: 'registry.example.com/sandbox/runs:1', memory: 128 }];
  for (let index = 0; index < times; index += 1) {
    await ecs.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions }));
  }
};

const namesOf = (arns: string[]): string[] => arns.map((arn) => arn.slice(arn.lastIndexOf('/') + 1));

/** The runbook's own spec for one of its environments. */
const seedService = (environment: string, image?: string): ResolvedService => {
  const path = ['aws', 'ecs', 'taskDefinition', 'containerDefinitions', 0, 'image'];
  const { spec } = resolveServiceSpec(image === undefined ? seed() : changed(seed(), path, image), { environment });
  if (!spec) throw new Error('the sample is not valid');
  return { ...resolvedService(), spec };
};

const plan = async (resolved: ResolvedService) =>
  planTaskDefinition(resolved, await readTaskDefinitions(ecs, resolved, null), contextOf());

describe('readService', () => {
  it.each([
    ['the cluster', 'nowhere'],
    ['the service', 'demo'],
  ])('finds nothing where %s is missing', async (_, cluster) => {
    sandbox.services.ecs.operations.CreateCluster({ clusterName: 'demo' });
    expect(await readService(ecs, { cluster, service: 'ghost' })).toBeNull();
  });

  it('passes on what else ECS says', async () => {
    sandbox.faults.add({ service: 'ecs', operation: 'DescribeServices', error: 'AccessDeniedException' });
    await expect(readService(ecs, { cluster: 'demo', service: 'ghost' })).rejects.toThrow(
      expect.objectContaining({ name: 'AccessDeniedException' }),
    );
  });
});

describe('listRevisions', () => {
  it('lists the newest first, across pages, and no INACTIVE ones', async () => {
    await register('many', 103);
    await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'many:102' }));
    const names = namesOf(await listRevisions(ecs, 'many', 200));
    expect(names).toHaveLength(102);
    expect([names[0], names[1], names.at(-1)]).toEqual(['many:103', 'many:101', 'many:1']);
    expect(namesOf(await listRevisions(ecs, 'many', 2))).toEqual(['many:103', 'many:101']);
  });

  it('knows no family of a name that only begins so', async () => {
    await register('begins-so');
    expect(await listRevisions(ecs, 'begins', 10)).toEqual([]);
  });
});

describe('readRevision', () => {
  it('takes an unknown family for an answer, and nothing else', async () => {
    expect(await readRevision(ecs, 'ghost')).toBeNull();
    sandbox.faults.add({ service: 'ecs', operation: 'DescribeTaskDefinition', error: 'ClientException' });
    await expect(readRevision(ecs, 'ghost')).rejects.toMatchObject({ name: 'ClientException' });
  });
});

describe('readFamilyRevisions', () => {
  it('looks at the newest fifty and says that there are more', async () => {
    await register('fifty', 51);
    const resolved = { ...resolvedService([['aws', 'ecs', 'taskDefinition', 'family'], 'fifty']) };
    const facts = await readFamilyRevisions(ecs, resolved);
    expect(facts).toMatchObject({ family: 'fifty', hasFurther: true });
    expect(facts?.revisions.map(({ revision }) => revision)).toEqual(Array.from({ length: 50 }, (_, i) => 51 - i));
  });
});

describe('readTaskDefinitions', () => {
  it.each(['prestaging', 'staging'])("finds the runbook's own spec unchanged in %s", async (environment) => {
    const resolved = seedService(environment);
    const first = await plan(resolved);
    const [call] = first.planned.flatMap(({ calls }) => calls);
    if (call?.call !== 'ecs:RegisterTaskDefinition') throw new Error('nothing is registered');
    await ecs.send(new RegisterTaskDefinitionCommand(call.input));
    expect((await plan(resolved)).planned).toMatchObject([{ action: 'keep' }]);
    expect((await plan(seedService(environment, 'nginxdemos/hello:2'))).planned[0]?.changes).toEqual([
      { field: 'containerDefinitions.example.image', from: 'nginxdemos/hello', to: 'nginxdemos/hello:2' },
    ]);
  });

  it('asks no more than it needs', async () => {
    const resolved = resolvedService();
    const context = contextOf();
    const absent = { running: null, family: [], named: null };
    const [call] = planTaskDefinition(resolved, absent, context).planned.flatMap(({ calls }) => calls);
    if (call?.call !== 'ecs:RegisterTaskDefinition') throw new Error('nothing is registered');
    const { family, tags, ...content } = call.input;
    const taskDefinition = {
      ...content,
      taskDefinitionArn: 'arn:aws:ecs:us-east-1:111122223333:task-definition/shop:1',
    };
    const mock = mockClient(ECSClient);
    mock
      .on(DescribeTaskDefinitionCommand)
      .resolves({ taskDefinition: { ...taskDefinition, family, revision: 1 }, tags });
    await readTaskDefinitions(ecs, resolved, { taskDefinition: taskDefinition.taskDefinitionArn });
    await readTaskDefinitions(ecs, resolved, null);
    expect(mock.commandCalls(DescribeTaskDefinitionCommand)).toHaveLength(2);
    expect(mock.commandCalls(ListTaskDefinitionsCommand)).toHaveLength(0);
    mock.restore();
  });
});
