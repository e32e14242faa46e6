import type { AddressInfo } from 'node:net';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { World } from '../../world.ts';
import type { TaskRecord } from '../records.ts';
import { containerDocument, statsDocument, taskDocument } from './documents.ts';

/** The addresses that the agent tells a container by environment. */
export interface MetadataAddresses {
  metadataV3Url: string;
  metadataV4Url: string;
  credentialsUrl: string;
}

export interface MetadataServer {
  /** Gives a container its addresses; each container has its own. */
  register(record: TaskRecord, containerName: string): MetadataAddresses;
  close(): Promise<void>;
}

interface Registered {
  record: TaskRecord;
  containerName: string;
}

/**
 * The task metadata endpoint, versions 3 and 4, and the credentials endpoint, for all containers on one loopback
 * port.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html
 */
export const startMetadataServer = async (world: World): Promise<MetadataServer> => {
  const { fastify } = await import('fastify');
  const server = fastify({ forceCloseConnections: true });
  const containers = new Map<string, Registered>();
  for (const version of [3, 4] as const) serveVersion(server, version, containers, world);
  serveCredentials(server, containers, world);
  await server.listen({ host: '127.0.0.1', port: 0 });
  const origin = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return {
    register: (record, containerName) => {
      const id = crypto.randomUUID();
      containers.set(id, { record, containerName });
      return {
        metadataV3Url: `${origin}/v3/${id}`,
        metadataV4Url: `${origin}/v4/${id}`,
        credentialsUrl: `${origin}/v2/credentials/${id}`,
      };
    },
    close: () => server.close(),
  };
};

const serveVersion = (server: FastifyInstance, version: 3 | 4, containers: Map<string, Registered>, world: World) => {
  const answer = (path: string, document: (record: TaskRecord, name: string) => unknown) =>
    server.get<{ Params: { id: string } }>(`/v${version}/:id${path}`, async ({ params }, reply) => {
      const found = containers.get(params.id);
      return found ? document(found.record, found.containerName) : notFound(reply, version, params.id);
    });
  const task = (record: TaskRecord) => taskDocument(record, world, version);
  answer('', (record, name) => containerDocument(record, containerOf(record, name), version));
  answer('/task', task);
  answer('/taskWithTags', (record) => ({ ...task(record), TaskTags: tagsOf(record) }));
  answer('/stats', (record, name) => statsDocument(record, containerOf(record, name), world));
  answer('/task/stats', ({ task, ...record }) =>
    Object.fromEntries(
      task.containers.map((container) => [container.runtimeId, statsDocument({ task, ...record }, container, world)]),
    ),
  );
};

const serveCredentials = (server: FastifyInstance, containers: Map<string, Registered>, { clock }: World) =>
  server.get<{ Params: { id: string } }>('/v2/credentials/:id', async ({ params }, reply) => {
    const found = containers.get(params.id);
    if (!found)
      return reply
        .code(400)
        .send({ code: 'InvalidIdInRequest', message: 'CredentialsV2Request: Credentials not found' });
    const { definition } = found.record;
    return {
      RoleArn: definition.taskRoleArn ?? definition.executionRoleArn ?? '',
      AccessKeyId: 'SANDBOXACCESSKEYID',
      SecretAccessKey: 'sandbox-secret-access-key',
      Token: 'sandbox-session-token',
      Expiration: new Date(clock.now() + 6 * 3_600_000).toISOString(),
    };
  });

const containerOf = ({ task }: TaskRecord, name: string) => {
  const container = task.containers.find((candidate) => candidate.name === name);
  if (!container) throw new Error(`task ${task.taskArn} has no container ${name}`);
  return container;
};

const tagsOf = ({ task }: TaskRecord) =>
  Object.fromEntries((task.tags ?? []).map(({ key, value }) => [key ?? '', value ?? '']));

const notFound = (reply: FastifyReply, version: 3 | 4, id: string) =>
  reply
    .code(404)
    .send(
      `V${version} container metadata handler: unable to get container ID from request: unable to get docker ID from v${version} endpoint ID: ${id}`,
    );
