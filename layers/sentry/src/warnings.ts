import { errorCode, errorMessage, errorName } from '../../shared/errors.ts';
import type { Finding } from '../../shared/finding.ts';
import type { DescribedContainer } from './engine.ts';
import { isNoPolicy, policyWords } from './restart-policy.ts';

/** What bites a container once the link is lost, by the check that tells of it. Kept per warning, not per container. */
export interface ContainerTrouble {
  check: 'log driver' | 'restart policy';
  /** The container's name, and what is particular about it. */
  name: string;
}

/** Docker's own default, whatever ECS sets in a task definition without a mode. */
const blocks = ({ logDriver, logOptions }: DescribedContainer): boolean =>
  logDriver === 'awslogs' && logOptions.mode !== 'non-blocking';

/**
 * What is wrong with one container of ECS, to be asked when it is first seen or has been started.
 *
 * @param isOurs whether the sentry itself has set its restart policy
 */
export const containerTroubles = (container: DescribedContainer, isOurs: boolean): ContainerTrouble[] => [
  ...(blocks(container) ? [{ check: 'log driver' as const, name: container.name }] : []),
  ...(!isOurs && !isNoPolicy(container.restartPolicy)
    ? [{ check: 'restart policy' as const, name: `${container.name} (${policyWords(container.restartPolicy)})` }]
    : []),
  ...(container.isAutoRemoved ? [{ check: 'restart policy' as const, name: `${container.name} (--rm)` }] : []),
];

const maxNames = 5;

const few = (names: readonly string[]): string =>
  names.length <= maxNames
    ? names.join(', ')
    : `${names.slice(0, maxNames).join(', ')} and ${names.length - maxNames} more`;

const texts: Record<ContainerTrouble['check'], (names: string) => Pick<Finding, 'detail' | 'remedy'>> = {
  'log driver': (names) => ({
    detail: `these containers log through awslogs in blocking mode: ${names}. Offline they stand still once its buffer is full, and cannot be started again (exit code 128)`,
    remedy:
      'set mode: non-blocking (and max-buffer-size) among the log driver’s options in the task definition, or log by json-file, local or journald',
  }),
  'restart policy': (names) => ({
    detail: `these containers have a restart policy of their own, which is left as it is: ${names}. What Docker restarts by it runs on when the link is back, beside what ECS starts anew`,
    remedy: 'take the policy away (docker update --restart no) and leave restarting to ECS and to this program',
  }),
};

/** One finding for each kind of trouble, naming some of its containers. */
export const troubleFindings = (troubles: readonly ContainerTrouble[]): Finding[] =>
  (['log driver', 'restart policy'] as const).flatMap((check) => {
    const names = troubles.filter((trouble) => trouble.check === check).map(({ name }) => name);
    return names.length === 0 ? [] : [{ check, status: 'WARN' as const, ...texts[check](few(names)) }];
  });

const restartRemedy = 'start it: systemctl restart ecs, and read /var/log/ecs/ecs-init.log';

const agentCheck = 'agent container';

const downFinding = ({ name, state, exitCode }: DescribedContainer): Finding => ({
  check: agentCheck,
  status: 'FAIL',
  detail: `${name} is ${state}, with exit code ${exitCode}: ECS cannot reach this instance, whatever the link does`,
  remedy: restartRemedy,
});

const pausedFinding = ({ name }: DescribedContainer): Finding => ({
  check: agentCheck,
  status: 'WARN',
  detail: `${name} is paused, but not by this program, which leaves it so`,
  remedy: `if nobody wants it so: docker unpause ${name}`,
});

/**
 * What is wrong with the agent's containers. An update of the agent leaves an old container behind, so one that runs or is paused counts
 * before those that are down.
 *
 * @param pausedAgent id of the one that the sentry has paused
 */
export const agentFindings = (agents: readonly DescribedContainer[], pausedAgent: string | null): Finding[] => {
  const up = agents.filter(({ state }) => ['running', 'paused', 'restarting'].includes(state));
  const [first] = agents;
  if (first === undefined) {
    return [
      {
        check: agentCheck,
        status: 'WARN',
        detail: 'there is no container of image amazon-ecs-agent: containers are protected, but no agent is paused',
        remedy: `if this is an instance of ECS, ${restartRemedy}`,
      },
    ];
  }
  if (up.length === 0) return [downFinding(first)];
  const several: Finding = {
    check: agentCheck,
    status: 'WARN',
    detail: `${up.length} agents are up: ${few(up.map(({ name }) => name))}; one of them is paused in an outage`,
    remedy: 'stop all but the one that systemctl status ecs shows',
  };
  return [
    ...(up.length > 1 ? [several] : []),
    ...up.filter(({ id, state }) => state === 'paused' && id !== pausedAgent).map(pausedFinding),
  ];
};

const socketTexts: Readonly<Record<string, { detail: string; remedy: string }>> = {
  ENOENT: {
    detail: 'there is no socket at this address',
    remedy: 'check that Docker is installed and runs; in a container, mount /var/run/docker.sock',
  },
  EACCES: { detail: 'this user may not use the socket', remedy: 'run as root, or as a member of the group docker' },
  ECONNREFUSED: { detail: 'no Docker Engine listens', remedy: 'start it: systemctl start docker' },
  TimeoutError: { detail: 'the Docker Engine does not answer', remedy: 'restart it: systemctl restart docker' },
};

/** Why nothing can be protected: the Engine cannot be asked. */
export const engineFinding = (dockerHost: string, error: unknown): Finding => {
  const known = socketTexts[errorCode(error)] ?? socketTexts[errorName(error)];
  const { detail, remedy } = known ?? { detail: errorMessage(error), remedy: 'check that Docker runs: docker version' };
  return { check: 'docker engine', status: 'FAIL', detail: `${dockerHost}: ${detail}`, remedy };
};

/** Those that had not been told before: warnings are told at start and when they change, not every round. */
export const newFindings = (before: readonly Finding[], now: readonly Finding[]): Finding[] =>
  now.filter(({ check, detail }) => !before.some((told) => told.check === check && told.detail === detail));
