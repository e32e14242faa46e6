import {
  type ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeServicesCommand, type ECSClient, ListTaskDefinitionsCommand } from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

/** Where the stack keeps locks. */
const bucket = 'ecs-runbooks-sandbox-reports-000000000000-us-east-1';

interface Outside {
  s3: S3Client;
  ecs: ECSClient;
  elb: ElasticLoadBalancingV2Client;
  autoScaling: ApplicationAutoScalingClient;
}

const rulesThere = async (elb: ElasticLoadBalancingV2Client): Promise<string[]> => {
  const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
  const ofAll = await Promise.all(
    LoadBalancers.map(({ LoadBalancerArn }) => elb.send(new DescribeListenersCommand({ LoadBalancerArn }))),
  );
  const found = await Promise.all(
    ofAll
      .flatMap(({ Listeners = [] }) => Listeners)
      .filter(({ Protocol }) => Protocol !== 'TCP')
      .map(({ ListenerArn }) => elb.send(new DescribeRulesCommand({ ListenerArn }))),
  );
  return found
    .flatMap(({ Rules = [] }) => Rules)
    .filter(({ IsDefault }) => !IsDefault)
    .map(({ Priority }) => `rule ${Priority}`);
};

const networkListenersThere = async (elb: ElasticLoadBalancingV2Client): Promise<string[]> => {
  const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
  const networks = LoadBalancers.filter(({ Type }) => Type === 'network');
  const found = await Promise.all(
    networks.map(({ LoadBalancerArn }) => elb.send(new DescribeListenersCommand({ LoadBalancerArn }))),
  );
  return found.flatMap(({ Listeners = [] }) => Listeners).map(({ Protocol, Port }) => `listener ${Protocol}:${Port}`);
};

/** All that a deployment of the example can make, in words, without the sample's own things. */
export const whatIsThere = async ({ ecs, elb, autoScaling, s3 }: Outside): Promise<string[]> => {
  const input = { cluster: 'demo', services: ['hello-1', 'hello-2'] };
  const [
    { services = [] },
    { taskDefinitionArns = [] },
    { TargetGroups = [] },
    { ScalableTargets = [] },
    { Contents = [] },
  ] = await Promise.all([
    ecs.send(new DescribeServicesCommand(input)),
    ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: 'hello', status: 'ACTIVE' })),
    elb.send(new DescribeTargetGroupsCommand({})),
    autoScaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' })),
    s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'locks/' })),
  ]);
  return [
    ...taskDefinitionArns.map((arn) => `task definition ${arn.slice(arn.lastIndexOf('/') + 1)}`),
    ...TargetGroups.map(({ TargetGroupName }) => `target group ${TargetGroupName}`),
    ...(await rulesThere(elb)),
    ...(await networkListenersThere(elb)),
    ...services
      .filter(({ status }) => status !== 'INACTIVE')
      .map(
        (one) =>
          `service ${one.serviceName} ${one.status} ${one.desiredCount} × ${one.taskDefinition?.split('/').at(-1)}`,
      ),
    ...ScalableTargets.map(({ ResourceId, MinCapacity, MaxCapacity }) => `${ResourceId} ${MinCapacity}–${MaxCapacity}`),
    ...Contents.map(({ Key }) => `lock ${Key}`),
  ];
};
