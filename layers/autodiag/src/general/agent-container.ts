import { isAgentImage, isNamelessImage } from '../../../shared/agent-image.ts';
import { type ContainerDescription, type DockerEngine, dockerEngine } from '../../../shared/docker-engine.ts';
import { errorCode, errorMessage, errorName } from '../../../shared/errors.ts';
import type { Finding } from '../../../shared/finding.ts';

const check = 'agent container';

/** Containers of nameless images that are asked for their image's name. */
const maxInspected = 20;

const restartRemedy = 'start it: systemctl start ecs (Amazon Linux 2 and later), and read /var/log/ecs/ecs-init.log';

const socketProblems: Readonly<Record<string, string>> = {
  ENOENT: 'there is no socket at this address',
  EACCES: 'this user may not use the socket',
  ECONNREFUSED: 'the socket is there, but no Docker Engine listens',
  TimeoutError: 'the Docker Engine does not answer',
  ABORT_ERR: 'the Docker Engine does not answer',
  ECONNRESET: 'the Docker Engine does not answer to the end',
};

const engineFinding = (dockerHost: string, error: unknown): Finding => {
  const reason =
    socketProblems[errorCode(error)] ??
    socketProblems[errorName(error)] ??
    (error instanceof TypeError || error instanceof SyntaxError
      ? 'the answer is not that of a Docker Engine'
      : errorMessage(error));
  return {
    check,
    status: 'WARN',
    detail: `could not be asked for at ${dockerHost}: ${reason}`,
    remedy:
      'mount /var/run/docker.sock as in task-definition.ec2.json; if it is mounted, check that Docker runs on the instance',
  };
};

const failure = (detail: string, remedy: string): Finding => ({ check, status: 'FAIL', detail, remedy });

const stateFinding = ({ Name, Config, RestartCount, State }: ContainerDescription): Finding => {
  const name = `${Name.replace(/^\//, '')} (${Config.Image})`;
  const health = State.Health?.Status;
  switch (State.Status) {
    case 'running':
      break;
    case 'paused':
      return failure(`${name} is paused`, 'resume it: docker unpause ecs-agent');
    case 'restarting':
      return failure(`${name} restarts again and again, ${RestartCount} times so far`, restartRemedy);
    default: {
      const memory = State.OOMKilled ? ', killed for lack of memory' : '';
      const error = State.Error === '' ? '' : `, ${State.Error.slice(0, 300)}`;
      const exit = `with exit code ${State.ExitCode} at ${State.FinishedAt}${memory}${error}`;
      return failure(`${name} is ${State.Status}, ${exit}`, restartRemedy);
    }
  }
  if (health === 'unhealthy') {
    const last = State.Health?.Log?.at(-1)?.Output.trim().slice(0, 300) ?? '';
    const streak = `${State.Health?.FailingStreak ?? 0} health checks failed in a row`;
    const detail = `${name} is running but unhealthy: ${streak}${last === '' ? '' : `, last: ${last}`}`;
    return failure(detail, 'read the agent log below, then restart it: systemctl restart ecs');
  }
  if (health === 'starting') {
    const detail = `${name} is running since ${State.StartedAt}, its health is not yet known`;
    return { check, status: 'WARN', detail, remedy: 'run GENERAL again in a minute' };
  }
  const healthWords = health === undefined || health === 'none' ? 'has no health check' : `is ${health}`;
  return { check, status: 'PASS', detail: `${name} is running since ${State.StartedAt} and ${healthWords}` };
};

/** A running agent before a stopped one: an update leaves the old container behind. */
const findAgent = async (engine: DockerEngine): Promise<ContainerDescription | undefined> => {
  const containers = await engine.listContainers();
  const agents = containers.filter(({ Image }) => isAgentImage(Image));
  const agent = agents.find(({ State }) => State === 'running') ?? agents[0];
  if (agent !== undefined) return engine.inspectContainer(agent.Id);
  for (const { Id } of containers.filter(({ Image }) => isNamelessImage(Image)).slice(0, maxInspected)) {
    const container = await engine.inspectContainer(Id);
    if (isAgentImage(container.Config.Image)) return container;
  }
  return undefined;
};

/** Asks the Docker Engine for the state of the ECS agent's container. Never throws. */
export const checkAgentContainer = async (dockerHost: string, timeoutMs: number): Promise<Finding> => {
  try {
    const agent = await findAgent(dockerEngine(dockerHost, timeoutMs));
    if (agent === undefined) {
      return failure('there is no container of image amazon/amazon-ecs-agent, running or stopped', restartRemedy);
    }
    return stateFinding(agent);
  } catch (error) {
    return engineFinding(dockerHost, error);
  }
};
