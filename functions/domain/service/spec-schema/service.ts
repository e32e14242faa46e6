import * as v from 'valibot';
import {
  choice,
  clusterRef,
  count,
  ecsName,
  elbName,
  fields,
  filledText,
  flag,
  integer,
  list,
  lowerChoice,
  matching,
  oneOrMany,
  port,
  text,
} from '../spec-fields.ts';
import { scalableTarget, scalingPolicy } from './scaling.ts';
import { taskDefinition } from './task-definition.ts';

const { optional } = v;

const networkConfiguration = fields({
  awsvpcConfiguration: fields({
    subnets: v.pipe(
      oneOrMany(matching(/subnet-[0-9a-f]+/, 'id of a subnet: subnet-…')),
      v.check((subnets) => subnets.length > 0, 'at least one subnet'),
    ),
    securityGroups: optional(oneOrMany(matching(/sg-[0-9a-f]+/, 'id of a security group: sg-…'))),
    assignPublicIp: optional(choice(['ENABLED', 'DISABLED'])),
  }),
});

const desiredCountExpected = 'a whole number of 0 or more, or auto, or match';

/** Which tasks a target group gets. */
const serviceLoadBalancer = fields({
  loadBalancerName: optional(elbName('load balancer')),
  containerName: ecsName('container'),
  containerPort: port(),
  targetGroup: fields({ name: elbName('target group'), allowExisting: optional(flag()) }),
});

const deploymentConfiguration = fields({
  deploymentCircuitBreaker: optional(fields({ enable: flag(), rollback: flag() })),
  maximumPercent: optional(integer(0, 2_000)),
  minimumHealthyPercent: optional(integer(0, 100)),
});

const service = fields({
  name: ecsName('service'),
  cluster: clusterRef(),
  allowExisting: optional(flag()),
  launchType: choice(['EC2', 'FARGATE', 'EXTERNAL']),
  desiredCount: optional(
    v.lazy((input) => {
      const either = [count(), lowerChoice(['auto', 'match'])] as const;
      if (typeof input === 'string' && /^[a-z]/i.test(input)) return either[1];
      return input === undefined || typeof input === 'object' ? v.union(either, desiredCountExpected) : either[0];
    }),
  ),
  healthCheckGracePeriod: optional(count()),
  enableExecuteCommand: optional(flag()),
  networkConfiguration: optional(networkConfiguration),
  loadBalancers: optional(list(serviceLoadBalancer)),
  scalableTarget: optional(scalableTarget),
  scalingPolicy: optional(scalingPolicy),
  deploymentConfiguration: optional(deploymentConfiguration),
  platformVersion: optional(text()),
  propagateTags: optional(choice(['TASK_DEFINITION', 'SERVICE', 'NONE'])),
  enableECSManagedTags: optional(flag()),
});

/** A task that is run once; this suite reports it and does not run it. */
const oneOffTask = fields({
  cluster: clusterRef(),
  launchType: optional(choice(['EC2', 'FARGATE', 'EXTERNAL'])),
  desiredCount: optional(integer(1, 1)),
  networkConfiguration: optional(networkConfiguration),
  taskDefinition,
});

const route53Record = fields({
  domain: filledText('name of a hosted zone'),
  name: filledText('name of a record'),
  type: choice(['A', 'AAAA']),
  private: optional(flag()),
  allowExisting: optional(flag()),
  value: fields({
    aliasType: filledText(),
    aliasTarget: fields({ loadBalancerName: elbName('load balancer'), evaluateTargetHealth: optional(flag()) }),
  }),
});

/** `aws.ecs`: the service, its task definition, and tasks that are run once. */
export const containerService = fields({
  service: optional(service),
  taskDefinition: optional(taskDefinition),
  tasks: optional(v.record(v.string(), oneOffTask, 'an object of one task for each name')),
});

/** `aws.route53`: records that this suite reports and does not create. */
export const route53 = list(route53Record);
