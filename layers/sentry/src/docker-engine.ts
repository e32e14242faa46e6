import type { ContainerDescription, ContainerListing } from '../../shared/docker-engine.ts';
import { callEngine, DockerEngineError, type EngineCall, enginePlace } from '../../shared/docker-request.ts';
import { engineEvents } from './docker-events.ts';
import type { DescribedContainer, Engine, ListedContainer } from './engine.ts';
import type { RestartPolicy } from './state.ts';

/** Above what a busy Engine takes for any call that waits for no container: seconds after a reboot. */
export const callLimitMs = 10_000;

type Description = ContainerDescription & {
  HostConfig: {
    RestartPolicy?: RestartPolicy;
    AutoRemove?: boolean;
    LogConfig?: { Type?: string; Config?: Record<string, string> | null };
  };
};

const listed = ({ Id, Names, Image, State, Labels }: ContainerListing): ListedContainer => ({
  id: Id,
  name: (Names[0] ?? Id).replace(/^\//, ''),
  image: Image,
  state: State,
  labels: Labels ?? {},
});

const described = ({ Id, Name, Config, State, RestartCount, HostConfig }: Description): DescribedContainer => ({
  id: Id,
  name: Name.replace(/^\//, ''),
  image: Config.Image,
  state: State.Status,
  labels: Config.Labels ?? {},
  restartCount: RestartCount,
  restartPolicy: {
    Name: HostConfig.RestartPolicy?.Name ?? '',
    MaximumRetryCount: HostConfig.RestartPolicy?.MaximumRetryCount ?? 0,
  },
  isAutoRemoved: HostConfig.AutoRemove ?? false,
  exitCode: State.ExitCode,
  startedAt: State.StartedAt,
  finishedAt: State.FinishedAt,
  health: State.Health === undefined || State.Health.Status === 'none' ? null : State.Health.Status,
  logDriver: HostConfig.LogConfig?.Type ?? '',
  logOptions: HostConfig.LogConfig?.Config ?? {},
});

const isStatus = (error: unknown, ...statuses: number[]): boolean =>
  error instanceof DockerEngineError && statuses.includes(error.status);

/** Whether the Engine refuses because it is done already: 409 or, in versions before 26, 500. The words are the Engine's. */
const isDone = (error: unknown, words: RegExp): boolean =>
  isStatus(error, 409, 500) && words.test((error as Error).message);

const pathOf = (id: string, what = ''): string => `/containers/${encodeURIComponent(id)}${what}`;

const listPath = (labels: readonly string[]): string =>
  labels.length === 0
    ? '/containers/json?all=1'
    : `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify({ label: labels }))}`;

/** Sends calls about one container: false where it is gone. */
const changer =
  (place: ReturnType<typeof enginePlace>, limitMs: number) =>
  async (call: EngineCall, done?: RegExp, extraMs = 0): Promise<boolean> => {
    try {
      await callEngine(place, call, limitMs + extraMs);
      return true;
    } catch (error) {
      if (isStatus(error, 304) || (done !== undefined && isDone(error, done))) return true;
      if (isStatus(error, 404)) return false;
      throw error;
    }
  };

/**
 * The Docker Engine at an address. No library: dockerode is 600 KB of bundle and costs memory that the sentry keeps for months.
 *
 * @param address `unix:///var/run/docker.sock` or `tcp://host:port`
 * @see https://docs.docker.com/reference/api/engine/
 */
export const dockerEngine = (address: string, limitMs = callLimitMs): Engine => {
  const place = enginePlace(address);
  const get = async (path: string): Promise<unknown> =>
    JSON.parse(await callEngine(place, { method: 'GET', path }, limitMs));
  const getOrNone = (path: string): Promise<unknown> =>
    get(path).catch((error: unknown) => {
      if (isStatus(error, 404)) return undefined;
      throw error;
    });
  const change = changer(place, limitMs);
  const post = (id: string, what: string, done?: RegExp, body?: unknown, extraMs?: number): Promise<boolean> =>
    change({ method: 'POST', path: pathOf(id, what), body }, done, extraMs);
  const unpause = (id: string): Promise<boolean> => post(id, '/unpause', /is not paused/);
  return {
    // The Engine makes its default bridge anew at each start; nothing else in its API tells.
    startedAt: async () => ((await getOrNone('/networks/bridge')) as { Created?: string } | undefined)?.Created,
    listContainers: async (labels = []) => ((await get(listPath(labels))) as ContainerListing[]).map(listed),
    inspectContainer: async (id) => {
      const description = (await getOrNone(pathOf(id, '/json'))) as Description | undefined;
      return description && described(description);
    },
    updateRestartPolicy: (id, RestartPolicy) => post(id, '/update', undefined, { RestartPolicy }),
    pause: (id) => post(id, '/pause', /is already paused/),
    unpause,
    start: (id) => post(id, '/start'),
    // What is frozen hears no SIGTERM and would cost the whole of the seconds.
    stop: async (id, seconds) =>
      (await unpause(id)) && post(id, `/stop?t=${seconds}`, undefined, undefined, seconds * 1_000),
    // With its anonymous volumes, as ECS's agent does: nobody else would ever remove them.
    remove: (id) =>
      change({ method: 'DELETE', path: pathOf(id, '?v=1') }, /removal of container .* is already in progress/),
    events: (signal) => engineEvents(place, limitMs, signal),
  };
};
