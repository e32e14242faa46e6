import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { containerName, logStreamPrefix } from '../../../layers/autodiag/contract.ts';

const folder = join(import.meta.dirname, '../../../layers/autodiag');
const read = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'));

describe('AutoDiag’s task definitions', () => {
  it.each([
    ['ec2-taskdefinition.json', 'task-definition.ec2.json'],
    ['fargate-taskdefinition.json', 'task-definition.fargate.json'],
  ])('%s says the same as %s', async (seedName, name) => {
    expect(await read(seedName)).toEqual(await read(name));
  });

  it.each(['task-definition.ec2.json', 'task-definition.fargate.json'])(
    'lets no report be dropped: %s logs in blocking mode',
    async (name) => {
      const { containerDefinitions } = await read(name);
      expect(containerDefinitions).toHaveLength(1);
      expect(containerDefinitions[0]).toMatchObject({
        name: containerName,
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-group': '/ecs/autodiag', 'awslogs-stream-prefix': logStreamPrefix, mode: 'blocking' },
        },
      });
    },
  );

  it('mount on a container instance what the program reads', async () => {
    const { family, containerDefinitions, volumes } = await read('task-definition.ec2.json');
    const [{ memory, mountPoints }] = containerDefinitions;
    const mounts = mountPoints.map((mount: { sourceVolume: string; containerPath: string }) => [
      volumes.find(({ name }: { name: string }) => name === mount.sourceVolume)?.host.sourcePath,
      mount.containerPath,
    ]);
    expect([family, memory]).toEqual(['autodiag', 128]);
    expect(mounts).toEqual([
      ['/var/run/docker.sock', '/var/run/docker.sock'],
      ['/var/log', '/var/log'],
      ['/etc/ecs', '/etc/config'],
    ]);
  });

  it('run on Fargate without mounts', async () => {
    const definition = await read('task-definition.fargate.json');
    expect(definition).toMatchObject({
      family: 'autodiag-fargate',
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      executionRoleArn: expect.any(String),
    });
    expect(definition.volumes ?? []).toEqual([]);
  });
});
