import { chmod } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import type { InstanceRecord, TaskRecord } from '../records.ts';
import {
  agentContainer,
  type EngineContainer,
  inspectedContainer,
  listedContainer,
  taskContainers,
} from './documents.ts';

export interface DockerEngine {
  close(): Promise<void>;
}

type Filters = Record<string, string[]>;

/** `filters` is JSON of name → values; old clients send name → {value: true}. */
const parseFilters = (json = '{}'): Filters =>
  Object.fromEntries(
    Object.entries(JSON.parse(json) as Record<string, string[] | Record<string, boolean>>).map(([name, values]) => [
      name,
      Array.isArray(values) ? values : Object.keys(values),
    ]),
  );

const matchers: Record<string, (container: EngineContainer, value: string) => boolean> = {
  name: ({ name }, value) => `/${name}`.includes(value),
  id: ({ id }, value) => id.startsWith(value),
  status: ({ state }, value) => state === value,
  health: ({ health = 'none' }, value) => health === value,
  ancestor: ({ image }, value) => image === value || image.replace(/:[^/]+$/, '') === value,
  label: ({ labels }, value) => {
    const [name = '', wanted] = value.split('=');
    return name in labels && (wanted === undefined || labels[name] === wanted);
  },
};

/**
 * A small Docker Engine on the instance's socket: the reading calls that diagnosis makes, over the agent's container
 * and those of the instance's tasks.
 *
 * @see https://docs.docker.com/reference/api/engine/version/v1.47/
 */
export const startDockerEngine = async (instance: InstanceRecord, tasks: () => TaskRecord[]): Promise<DockerEngine> => {
  const { fastify } = await import('fastify');
  const server = fastify({
    forceCloseConnections: true,
    // Clients may put the API version before any path.
    rewriteUrl: ({ url = '/' }) => url.replace(/^\/v\d+\.\d+(?=\/)/, ''),
  });
  const containers = () =>
    [agentContainer(instance), ...tasks().flatMap(taskContainers)].filter((found) => found !== undefined);
  serveEngine(server, instance, () => containers().length);
  serveContainers(server, containers);
  await server.listen({ path: instance.dockerSocket });
  await chmod(instance.dockerSocket, 0o660);
  return { close: () => server.close() };
};

const serveEngine = (server: FastifyInstance, { id }: InstanceRecord, count: () => number): void => {
  server.get('/_ping', async (_request, reply) => reply.header('api-version', '1.44').type('text/plain').send('OK'));
  server.get('/version', async () => ({
    Version: '25.0.8',
    ApiVersion: '1.44',
    MinAPIVersion: '1.24',
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: '6.1.128-136.201.amzn2023.x86_64',
  }));
  server.get('/info', async () => ({
    ID: id,
    Containers: count(),
    ServerVersion: '25.0.8',
    OperatingSystem: 'Amazon Linux 2023',
    OSType: 'linux',
    Architecture: 'x86_64',
    NCPU: 2,
    MemTotal: 4_005_101_568,
    DockerRootDir: '/var/lib/docker',
    Driver: 'overlay2',
  }));
};

const serveContainers = (server: FastifyInstance, containers: () => EngineContainer[]): void => {
  server.get<{ Querystring: { all?: string; filters?: string } }>('/containers/json', async ({ query }, reply) => {
    let filters: Filters;
    try {
      filters = parseFilters(query.filters);
    } catch {
      return reply.code(400).send({ message: 'invalid filters: they are JSON of name to list of values' });
    }
    const unknown = Object.keys(filters).find((name) => !(name in matchers));
    if (unknown) return reply.code(400).send({ message: `invalid filter '${unknown}'` });
    const isAll = ['1', 'true', 'True'].includes(query.all ?? '') || 'status' in filters;
    return containers()
      .filter(({ state }) => isAll || state === 'running' || state === 'paused')
      .filter((container) =>
        Object.entries(filters).every(([name, values]) => values.some((value) => matchers[name]?.(container, value))),
      )
      .map(listedContainer);
  });
  server.get<{ Params: { id: string } }>('/containers/:id/json', async ({ params: { id } }, reply) => {
    const found = containers().find((container) => container.name === id || container.id.startsWith(id));
    return found ? inspectedContainer(found) : reply.code(404).send({ message: `No such container: ${id}` });
  });
};
