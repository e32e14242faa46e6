/**
 * What the tool of the seed's runbook does for the same spec, counted from its public source (MIT), command by command, where
 * nothing goes wrong. It is a program for each command; it calls AWS by the AWS CLI, which is a program for each call.
 */
export interface FormerCommand {
  name: string;
  /** AWS calls without those of its waits. */
  calls: string[];
  /** Waits, each of which describes the service once more before its first look. */
  waits: number;
  /** Other programs that it starts. */
  programs?: number;
}

const describeService = 'ecs:DescribeServices';
const describeGroup = 'elasticloadbalancing:DescribeTargetGroups';
const findListener = ['elasticloadbalancing:DescribeLoadBalancers', 'elasticloadbalancing:DescribeListeners'];
const findRule = [describeGroup, ...findListener, 'elasticloadbalancing:DescribeRules'];

/** Its commands for a deployment, in the runbook's order, with the two that the runbook leaves to its reader. */
export const formerDeployment: FormerCommand[] = [
  { name: 'validate_service_spec', calls: [], waits: 0 },
  { name: 'create_ecs_task_definition', calls: ['ecs:RegisterTaskDefinition'], waits: 0 },
  {
    name: 'create_elb_target_groups',
    calls: [describeGroup, 'elasticloadbalancing:DescribeLoadBalancers', 'elasticloadbalancing:CreateTargetGroup'],
    waits: 0,
  },
  {
    name: 'update_elb_listener_rules',
    calls: [...findRule, 'elasticloadbalancing:DescribeAccountLimits', 'elasticloadbalancing:CreateRule'],
    waits: 0,
  },
  {
    name: 'create_ecs_service',
    calls: [describeService, describeService, describeGroup, 'ecs:CreateService'],
    waits: 2,
  },
  {
    name: 'register_service_as_scalable_target_and_attach_scaling_policy',
    calls: [
      describeService,
      'application-autoscaling:RegisterScalableTarget',
      'application-autoscaling:PutScalingPolicy',
    ],
    waits: 0,
  },
  { name: 'verify_service', calls: [], waits: 0, programs: 1 },
];

/** Its commands for a teardown. */
export const formerTeardown: FormerCommand[] = [
  {
    name: 'deregister_service_as_scalable_target_and_delete_scaling_policy',
    calls: ['application-autoscaling:DeleteScalingPolicy', 'application-autoscaling:DeregisterScalableTarget'],
    waits: 0,
  },
  { name: 'scale_ecs_service', calls: [describeService, 'ecs:UpdateService'], waits: 2 },
  {
    name: 'delete_ecs_service',
    calls: [describeService, 'ecs:DeleteService', 'ecs:DeregisterTaskDefinition'],
    waits: 1,
  },
  { name: 'delete_elb_listener_rules', calls: [...findRule, 'elasticloadbalancing:DeleteRule'], waits: 0 },
  {
    name: 'delete_elb_target_groups',
    calls: [describeGroup, 'elasticloadbalancing:DeleteTargetGroup'],
    waits: 0,
  },
];

/**
 * Calls and programs of commands whose waits end after as many pauses as ours did.
 *
 * @param pauses in all waits together
 */
export const costOf = (commands: readonly FormerCommand[], pauses: number): { calls: number; programs: number } => {
  const sum = (of: (command: FormerCommand) => number) => commands.reduce((total, command) => total + of(command), 0);
  const calls = sum((command) => command.calls.length + command.waits) + pauses;
  return { calls, programs: commands.length + calls + sum(({ programs = 0 }) => programs) };
};
