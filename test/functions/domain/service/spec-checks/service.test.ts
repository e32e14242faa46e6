import { describe, expect, it } from '@jest/globals';
import { changed, type Fault, lines, resolve, seed } from '../support/documents.ts';

const group = ['aws', 'elb', 'targetGroups', 0];
const service = ['aws', 'ecs', 'service'];

const serviceFaults: Fault[] = [
  [
    'no name',
    [...service, 'name'],
    undefined,
    'FAIL $.aws.ecs.service.name: required: name of a service: 1 to 255 letters, digits, hyphens and underscores',
  ],
  ...[
    'a b',
    'x\n',
    '$(id)',
    '../other',
    'arn:aws:ecs:us-east-1:1:cluster/x',
    'arn:aws:ecs:us-east-1:111122223333:cluster/x;id',
  ].map(
    (cluster): Fault => [
      'a cluster that is none, and that would be pasted into a shell',
      [...service, 'cluster'],
      cluster,
      'FAIL $.aws.ecs.service.cluster: name of a cluster (1 to 255 letters, digits, hyphens and underscores), or its ARN',
    ],
  ),
  [
    'a boolean in quotes',
    [...service, 'enableExecuteCommand'],
    'false',
    'FAIL $.aws.ecs.service.enableExecuteCommand: true or false, not in quotes',
  ],
  [
    'a negative count',
    [...service, 'desiredCount'],
    -1,
    'FAIL $.aws.ecs.service.desiredCount: a whole number from 0 to 999999999',
  ],
  [
    'a count in other words',
    [...service, 'desiredCount'],
    'many',
    'FAIL $.aws.ecs.service.desiredCount: one of: auto, match',
  ],
  [
    'a count outside its scaling',
    [...service, 'desiredCount'],
    60,
    'WARN $.aws.ecs.service.desiredCount: outside MinCapacity and MaxCapacity, so autoscaling will change it',
  ],
  [
    'no network',
    [...service, 'networkConfiguration'],
    undefined,
    'FAIL $.aws.ecs.service.networkConfiguration: required: awsvpcConfiguration with subnets, because launchType is FARGATE',
  ],
  [
    'no subnets',
    [...service, 'networkConfiguration', 'awsvpcConfiguration', 'subnets'],
    [],
    'FAIL $.aws.ecs.service.networkConfiguration.awsvpcConfiguration.subnets: at least one subnet',
  ],
  [
    'an unknown container',
    [...service, 'loadBalancers', 0, 'containerName'],
    'exmaple',
    'FAIL $.aws.ecs.service.loadBalancers[0].containerName: a container of the task definition; did you mean example?',
  ],
  [
    'a port that the container does not map',
    [...service, 'loadBalancers', 0, 'containerPort'],
    8080,
    'FAIL $.aws.ecs.service.loadBalancers[0].containerPort: a containerPort of the portMappings of that container',
  ],
  [
    "a port that is not the target group's",
    [...group, 'port'],
    8080,
    'FAIL $.aws.ecs.service.loadBalancers[0].containerPort: the port of its target group',
  ],
  [
    'a load balancer that is not there',
    [...service, 'loadBalancers', 0, 'loadBalancerName'],
    'other',
    'WARN $.aws.ecs.service.loadBalancers[0].loadBalancerName: none of aws.elb.loadBalancers has this name',
  ],
  [
    'a target group without a name',
    [...service, 'loadBalancers', 0, 'targetGroup'],
    {},
    'FAIL $.aws.ecs.service.loadBalancers[0].targetGroup.name: required: name of a target group: 1 to 32 letters, digits and hyphens, no hyphen first or last',
  ],
  [
    'another service to scale',
    [...service, 'scalableTarget', 'ResourceId'],
    'service/testing.prestaging/example1',
    'FAIL $.aws.ecs.service.scalableTarget.ResourceId: service/<cluster>/<name> with the cluster and the name of this service',
  ],
  [
    'a least above the most',
    [...service, 'scalableTarget', 'MaxCapacity'],
    0,
    'FAIL $.aws.ecs.service.scalableTarget.MinCapacity: at most MaxCapacity',
  ],
  [
    'a policy without a target',
    [...service, 'scalableTarget'],
    undefined,
    'FAIL $.aws.ecs.service.scalableTarget: required, because there is a scalingPolicy',
  ],
  [
    'a policy of another type than its configuration',
    [...service, 'scalingPolicy', 'PolicyType'],
    'StepScaling',
    'FAIL $.aws.ecs.service.scalingPolicy.StepScalingPolicyConfiguration: required, because PolicyType is StepScaling',
  ],
  [
    'requests per target of nothing',
    [...service, 'scalingPolicy', 'TargetTrackingScalingPolicyConfiguration', 'PredefinedMetricSpecification'],
    { PredefinedMetricType: 'ALBRequestCountPerTarget' },
    'FAIL $.aws.ecs.service.scalingPolicy.TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification.ResourceLabel: required: an object of loadBalancerName and targetGroupName, for ALBRequestCountPerTarget',
  ],
  [
    'requests per target of a target group that is not there',
    [...service, 'scalingPolicy', 'TargetTrackingScalingPolicyConfiguration', 'PredefinedMetricSpecification'],
    {
      PredefinedMetricType: 'ALBRequestCountPerTarget',
      ResourceLabel: { loadBalancerName: 'example-lb-int-prestaging', targetGroupName: 'other' },
    },
    'FAIL $.aws.ecs.service.scalingPolicy.TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification.ResourceLabel.targetGroupName: the name of one of aws.elb.targetGroups',
  ],
];

describe('a spec with', () => {
  it.each(serviceFaults)('%s is told so', (_, path, value, line) => {
    expect(lines(resolve(changed(seed(), path, value)))).toContain(line);
  });
});
