import { invalid, notFound, outOfModel } from './errors.ts';

/** What is scaled: all three are needed to name it. */
export interface Scaled {
  serviceNamespace: 'ecs';
  /** `service/cluster/name` */
  resourceId: string;
  scalableDimension: 'ecs:service:DesiredCount';
}

interface Given {
  ServiceNamespace?: string | undefined;
  ResourceId?: string | undefined;
  ScalableDimension?: string | undefined;
}

/** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html */
const namespaces = [
  'appstream',
  'cassandra',
  'comprehend',
  'custom-resource',
  'dynamodb',
  'ec2',
  'ecs',
  'elasticache',
  'elasticmapreduce',
  'kafka',
  'lambda',
  'neptune',
  'rds',
  'sagemaker',
  'workspaces',
];

/** @throws AwsError ValidationException for a namespace that AWS does not have, and for those that the sandbox has not */
export const checkNamespace = (namespace: string | undefined): 'ecs' => {
  if (namespace === 'ecs') return namespace;
  if (namespace !== undefined && namespaces.includes(namespace)) {
    throw invalid(`the sandbox scales ECS services only: use service namespace 'ecs', not '${namespace}'`);
  }
  throw outOfModel(namespace, 'serviceNamespace', `Member must satisfy enum value set: [${namespaces.join(', ')}]`);
};

/** @throws AwsError ValidationException where the three do not name an ECS service's desired count */
export const scaledOf = ({ ServiceNamespace, ResourceId = '', ScalableDimension }: Given): Scaled => {
  const serviceNamespace = checkNamespace(ServiceNamespace);
  if (ScalableDimension !== 'ecs:service:DesiredCount' || !/^service\/[^/]+\/[^/]+$/.test(ResourceId)) {
    throw invalid('Unsupported service namespace, resource type or scalable dimension');
  }
  return { serviceNamespace, resourceId: ResourceId, scalableDimension: ScalableDimension };
};

/** As AWS's messages name what is scaled. */
const words = ({ serviceNamespace, resourceId, scalableDimension }: Scaled): string =>
  `service namespace: ${serviceNamespace}, resource ID: ${resourceId}, scalable dimension: ${scalableDimension}`;

export const noTarget = (scaled: Scaled) => notFound(`No scalable target registered for ${words(scaled)}`);

export const noPolicy = (scaled: Scaled, policyName: string) =>
  notFound(`No scaling policy found for ${words(scaled)}, policy name: ${policyName}`);

/** A scaled thing as AWS's answers have it. */
export const asMembers = ({ serviceNamespace, resourceId, scalableDimension }: Scaled) => ({
  ServiceNamespace: serviceNamespace,
  ResourceId: resourceId,
  ScalableDimension: scalableDimension,
});
