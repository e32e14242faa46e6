import { type ECSClient, UpdateContainerInstancesStateCommand } from '@aws-sdk/client-ecs';
import { SendCommandCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { shortId } from '../../domain/ecs/arn.ts';

/** ECS changes the state of at most so many container instances a call. */
export const mostToDrain = 10;

/** Systems Manager sends a command to at most so many nodes named by id. */
export const mostToCommand = 50;

/**
 * Sets container instances, at most `mostToDrain`, DRAINING. Safe to repeat.
 *
 * @returns why it was not done, by container instance id; empty where all are DRAINING
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateContainerInstancesState.html
 */
export const drainInstances = async (
  ecs: ECSClient,
  { cluster, ids }: { cluster: string; ids: string[] },
): Promise<Map<string, string>> => {
  const { failures = [] } = await ecs.send(
    new UpdateContainerInstancesStateCommand({ cluster, containerInstances: ids, status: 'DRAINING' }),
  );
  return new Map(
    failures.map(({ arn = '', reason = 'no reason', detail }) => [
      shortId(arn),
      detail ? `${reason}: ${detail}` : reason,
    ]),
  );
};

/**
 * How the agent is restarted: with systemd; on Amazon Linux 1 with upstart; on Windows as a service. Not waited for on Linux: the unit may
 * load its image first, which takes longer than a command should.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-update.html
 */
const scripts = {
  Linux: {
    document: 'AWS-RunShellScript',
    commands: [
      'if command -v systemctl >/dev/null 2>&1; then',
      '  systemctl restart ecs --no-block',
      'elif command -v initctl >/dev/null 2>&1; then',
      '  initctl stop ecs',
      '  initctl start ecs',
      'else',
      '  echo "neither systemd nor upstart is here: restart the ECS agent by hand" >&2',
      '  exit 1',
      'fi',
    ],
  },
  Windows: { document: 'AWS-RunPowerShellScript', commands: ['Restart-Service AmazonECS -ErrorAction Stop'] },
};

/** Time for the command to reach a node, and to run there. */
const limitSeconds = 60;

/**
 * Has the ECS agent restarted on managed nodes of a platform, at most `mostToCommand`, all of them Online. What comes of it there is not
 * waited for: an agent that is back shows in ECS. Repeating it restarts the agents again.
 *
 * @returns the command's id
 * @throws InvalidInstanceId as Systems Manager names it, where one of them is not Online: then none is restarted
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_SendCommand.html
 */
export const restartAgents = async (
  ssm: SSMClient,
  { platform, instanceIds }: { platform: 'Linux' | 'Windows'; instanceIds: string[] },
): Promise<string> => {
  const { document, commands } = scripts[platform];
  const { Command } = await ssm.send(
    new SendCommandCommand({
      DocumentName: document,
      InstanceIds: instanceIds,
      Comment: 'agent-disconnect: restart the ECS agent',
      Parameters: { commands, executionTimeout: [String(limitSeconds)] },
      TimeoutSeconds: limitSeconds,
    }),
  );
  return Command?.CommandId ?? '';
};
