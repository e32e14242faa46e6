import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  clusterLabel,
  containerNameLabel,
  familyLabel,
  revisionLabel,
  taskArnLabel,
} from '../../layers/sentry/contract.ts';
import { importBusybox } from './docker.ts';
import { type OwnEngine, startOwnEngine } from './own-engine.ts';

/** What the containers of a test run. */
export const scripts = {
  /** Ends at SIGTERM, with 143. */
  sleeps: 'trap "exit 143" TERM; while :; do sleep 0.1; done',
  ignoresSigterm: 'trap "" TERM; while :; do sleep 1; done',
  /** Ends at SIGTERM as what has done its work: Docker's on-failure does not start it again. */
  endsWell: 'trap "exit 0" TERM; while :; do sleep 0.1; done',
  exitsWell: 'exit 0',
  crashesAfter: (seconds: number, exitCode = 1) => `sleep ${seconds}; exit ${exitCode}`,
} as const;

/** How a container of a test is made. */
export interface TestContainer {
  script?: string;
  /** Family and container name of its task; `web` and `app` unless told. */
  family?: string;
  containerName?: string;
  /** More of docker run, e.g. `--restart always`, `--rm`. */
  options?: string[];
}

/** A Docker Engine of the test's own, and the containers of an external instance in it. */
export interface SentryWorld {
  engine: OwnEngine;
  /** The cluster of its containers. */
  cluster: string;
  /** Runs a container as ECS's agent would. @returns its id */
  run(container?: TestContainer): string;
  /** Runs what is taken for the agent, by its image. @returns its id */
  runAgent(image?: string): string;
  /** A member of `docker inspect` by Go template, e.g. `{{.State.Status}}`. */
  inspect(id: string, template: string): string;
  /** Resolves when the member has the value; fails after 10 s, telling what it was instead. */
  until(id: string, template: string, value: string): Promise<void>;
  /** Removes all containers. */
  clear(): void;
  /** Ends the Engine. */
  remove(): Promise<void>;
}

const cluster = 'factory';
const image = 'ecs-runbooks-test/busybox';

const labelsOf = (family: string, containerName: string): string[] => {
  const labels = {
    [clusterLabel]: cluster,
    [taskArnLabel]: `arn:aws:ecs:eu-west-1:111122223333:task/${cluster}/${randomBytes(16).toString('hex')}`,
    [familyLabel]: family,
    [revisionLabel]: '1',
    [containerNameLabel]: containerName,
  };
  return Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]);
};

const until = async (read: () => string, value: string): Promise<void> => {
  const end = Date.now() + 10_000;
  while (read() !== value) {
    if (Date.now() > end) throw new Error(`it is ${read()} instead of ${value}`);
    await sleep(50);
  }
};

/** Starts the Engine and makes the image; takes a second. */
export const startSentryWorld = async (): Promise<SentryWorld> => {
  const engine = await startOwnEngine();
  const { docker } = engine;
  await importBusybox(image, docker);
  const inspect = (id: string, template: string): string => docker('inspect', '--format', template, id);
  return {
    engine,
    cluster,
    run: ({ script = scripts.sleeps, family = 'web', containerName = 'app', options = [] } = {}) => {
      const name = `ecs-${family}-1-${containerName}-${randomBytes(10).toString('hex')}`;
      const all = ['--name', name, '--network', 'none', ...labelsOf(family, containerName), ...options];
      return docker('run', '--detach', ...all, image, 'sh', '-c', script);
    },
    runAgent: (reference = 'amazon/amazon-ecs-agent:latest') => {
      docker('tag', image, reference);
      return docker('run', '--detach', '--network', 'none', reference, 'sh', '-c', scripts.sleeps);
    },
    inspect,
    until: (id, template, value) => until(() => inspect(id, template), value),
    clear: () => {
      const ids = docker('ps', '--all', '--quiet');
      if (ids !== '') docker('rm', '--force', '--volumes', ...ids.split('\n'));
    },
    remove: () => engine.remove(),
  };
};
