import { type InstanceOutage, isStorm, type NoticeContext } from './context.ts';

/** A next step: what it is for, and what to paste. */
export interface NextCommand {
  purpose: string;
  command: string;
}

/** UpdateContainerInstancesState takes ten instances a call. */
const mostDrained = 10;

/** Where this suite runs, as `runbook` asks for it; nothing in a sandbox, which it finds itself. */
const suiteOptions = ({ execution, region }: NoticeContext): string => {
  const machine = execution.id.split(':')[6] ?? '';
  const [, stage = 'sandbox'] = /^ecs-runbooks-(.+)-agent-disconnect$/.exec(machine) ?? [];
  return stage === 'sandbox' ? '' : ` --stage ${stage} --region ${region}`;
};

const ecsEndpoint = ({ partition, region }: NoticeContext): string =>
  `ecs.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;

const agentLog = (osType: 'linux' | 'windows' | undefined): string =>
  osType === 'windows'
    ? 'Get-Service AmazonECS; Get-Content -Tail 100 C:\\ProgramData\\Amazon\\ECS\\log\\ecs-agent.log'
    : 'sudo systemctl status ecs; sudo tail -n 100 /var/log/ecs/ecs-agent.log';

const onTheInstance = ({ facts }: InstanceOutage, { region }: NoticeContext): NextCommand[] =>
  facts?.instanceId
    ? [
        {
          purpose: 'a shell on the instance, by Systems Manager',
          command: `aws ssm start-session --region ${region} --target ${facts.instanceId}`,
        },
        { purpose: 'there: the agent and its log', command: agentLog(facts.osType) },
      ]
    : [];

/**
 * What to do about instances whose agents are away, in that order, with the first one's ids. A disconnected agent starts no tasks: what
 * autodiag runs on the instance itself, task diagnosis (mode TASK) included, has to wait for its return, and says so.
 */
export const nextCommands = (outages: readonly InstanceOutage[], context: NoticeContext): NextCommand[] => {
  const { clusterName, region } = context;
  const suite = suiteOptions(context);
  const [first] = outages;
  if (!first) return [];
  // in a storm the cause comes first: nobody is to drain a quarter of a cluster by pasting
  const drained = outages.slice(0, isStorm(outages.length, context) ? 1 : mostDrained).map(({ id }) => id);
  const ecs = (verb: string) => `aws ecs ${verb} --region ${region} --cluster ${clusterName}`;
  return [
    ...onTheInstance(first, context),
    { purpose: 'its tasks', command: `${ecs('list-tasks')} --container-instance ${first.id}` },
    {
      purpose: 'drain: let services place their tasks elsewhere',
      command: `${ecs('update-container-instances-state')} --status DRAINING --container-instances ${drained.join(' ')}`,
    },
    {
      purpose: 'autodiag: whether other instances of the cluster reach ECS',
      command: `runbook start autodiag mode=CONNECTIVITY cluster=${clusterName} launchType=${first.facts?.isExternal ? 'EXTERNAL' : 'EC2'} endpoint=${ecsEndpoint(context)} port=443${suite}`,
    },
    {
      purpose: 'autodiag of the instance, once its agent is back (without one ECS starts nothing there)',
      command: `runbook start autodiag mode=GENERAL cluster=${clusterName} containerInstance=${first.id}${suite}`,
    },
    {
      purpose: 'task diagnosis of one of its tasks, once its agent is back',
      command: `runbook start autodiag mode=TASK cluster=${clusterName} taskId=TASK_ID${suite}`,
    },
  ];
};
