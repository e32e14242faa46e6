import {
  type ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeServicesCommand, type ECSClient, ListTaskDefinitionsCommand } from '@aws-sdk/client-ecs';
import {
  type Action,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  type Listener,
} from '@aws-sdk/client-elastic-load-balancing-v2';

export interface Outside {
  ecs: ECSClient;
  elb: ElasticLoadBalancingV2Client;
  autoScaling: ApplicationAutoScalingClient;
}

/** Target groups by name: what is made again has another ARN. */
const forwarded = (actions: Action[] = []): string[] =>
  actions.map(({ Type, TargetGroupArn }) => `${Type} ${TargetGroupArn?.split('/')[1] ?? ''}`.trim());

const rulesOf = async (elb: ElasticLoadBalancingV2Client, { ListenerArn, Port }: Listener): Promise<string[]> => {
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn }));
  return Rules.filter(({ IsDefault }) => !IsDefault).map(
    ({ Priority, Conditions = [], Actions }) =>
      `rule ${Port} ${Priority} ${Conditions.flatMap(({ Values = [] }) => Values)} ${forwarded(Actions)}`,
  );
};

const listenersThere = async (elb: ElasticLoadBalancingV2Client): Promise<string[]> => {
  const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
  const found = await Promise.all(
    LoadBalancers.map(async ({ LoadBalancerArn, LoadBalancerName, Type }) => {
      const { Listeners = [] } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn }));
      const rules = Type === 'application' ? await Promise.all(Listeners.map((each) => rulesOf(elb, each))) : [];
      const named = Listeners.map(
        ({ Protocol, Port, DefaultActions }) => `listener ${Protocol}:${Port} ${forwarded(DefaultActions)}`,
      );
      return [...named, ...rules.flat()].map((line) => `${LoadBalancerName} ${line}`);
    }),
  );
  return found.flat();
};

const targetGroupsThere = async (elb: ElasticLoadBalancingV2Client): Promise<string[]> => {
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({}));
  return TargetGroups.map((group) => `target group ${group.TargetGroupName} ${group.HealthCheckPath ?? ''}`);
};

const scalingThere = async (autoScaling: ApplicationAutoScalingClient): Promise<string[]> => {
  const [{ ScalableTargets = [] }, { ScalingPolicies = [] }] = await Promise.all([
    autoScaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' })),
    autoScaling.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs' })),
  ]);
  return [
    ...ScalableTargets.map(
      ({ ResourceId, MinCapacity, MaxCapacity, SuspendedState }) =>
        `scalable target ${ResourceId} ${MinCapacity}–${MaxCapacity} ${JSON.stringify(SuspendedState)}`,
    ),
    ...ScalingPolicies.map(
      ({ PolicyName, TargetTrackingScalingPolicyConfiguration: tracking }) =>
        `scaling policy ${PolicyName} ${tracking?.TargetValue}`,
    ),
  ];
};

const servicesThere = async (ecs: ECSClient): Promise<string[]> => {
  const [{ services = [] }, { taskDefinitionArns = [] }] = await Promise.all([
    ecs.send(new DescribeServicesCommand({ cluster: 'faults', services: ['table-1'] })),
    ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: 'table', status: 'ACTIVE' })),
  ]);
  return [
    ...taskDefinitionArns.map((arn) => `task definition ${arn.split('/')[1]}`),
    ...services
      .filter(({ status }) => status !== 'INACTIVE')
      .map(
        ({ serviceName, status, desiredCount, taskDefinition, loadBalancers = [] }) =>
          `service ${serviceName} ${status} ${desiredCount} × ${taskDefinition?.split('/')[1]} behind ` +
          loadBalancers.map(({ targetGroupArn }) => targetGroupArn?.split('/')[1]).join(),
      ),
  ];
};

/** All that a deployment can make or change, in words, in an order of its own. */
export const whatStands = async ({ ecs, elb, autoScaling }: Outside): Promise<string[]> =>
  (await Promise.all([servicesThere(ecs), targetGroupsThere(elb), listenersThere(elb), scalingThere(autoScaling)]))
    .flat()
    .toSorted();

/** The same without numbers of revisions, which are never used again, and of priorities, which follow those that are there. */
export const withoutNumbers = (standing: readonly string[]): string[] =>
  standing.map((line) => line.replace(/\btable:\d+/, 'table').replace(/(rule \d+) \d+/, '$1')).toSorted();
