import type { World } from '../../world.ts';
import { invalidParameter } from './errors.ts';

const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};

/** The ARN of an ECS resource, e.g. of `cluster/demo`. */
export const arnOf = ({ region, accountId }: World, resource: string): string =>
  `arn:${partitionOf(region)}:ecs:${region}:${accountId}:${resource}`;

const arn = /^arn:[\w-]+:ecs:[\w-]+:\d{12}:(?<type>[\w-]+)\/(?<path>.+)$/;
const name = /^[A-Za-z0-9][\w-]{0,254}$/;

export const isName = (text: string): boolean => name.test(text);

/** The cluster's name from a name, an ARN or nothing, which means `default`. */
export const clusterNameOf = (reference = 'default'): string => {
  if (reference === '') throw invalidParameter('Cluster name cannot be blank.');
  const { type, path } = arn.exec(reference)?.groups ?? {};
  if (path === undefined && !isName(reference))
    throw invalidParameter('Invalid identifier: Invalid cluster name or ARN');
  if (type !== undefined && type !== 'cluster') {
    throw invalidParameter(`Invalid identifier: Identifier is for ${type}. Your request expects cluster.`);
  }
  return path ?? reference;
};

const idLengths = [32, 36];

/**
 * The id of a task or container instance from the id or the ARN, which must be of the cluster asked for.
 *
 * @throws AwsError InvalidParameterException in AWS's words for ids of other lengths and ARNs of other clusters
 */
export const idOf = (reference: string, type: 'task' | 'container-instance', clusterName: string): string => {
  const groups = arn.exec(reference)?.groups;
  if (!groups && (reference.includes(':') || reference.includes('/'))) {
    throw invalidParameter('Invalid identifier: Unexpected number of separators');
  }
  const [cluster, id] = groups?.['path']?.includes('/')
    ? groups['path'].split('/')
    : [clusterName, groups?.['path'] ?? reference];
  if (groups && groups['type'] !== type) {
    throw invalidParameter(`Invalid identifier: Identifier is for ${groups['type']}. Your request expects ${type}.`);
  }
  if (cluster !== clusterName) {
    throw invalidParameter(`Invalid identifier: Identifier is for cluster ${cluster}. Your cluster is ${clusterName}`);
  }
  if (!id || !idLengths.includes(id.length)) {
    throw invalidParameter(`${type === 'task' ? 'taskId' : 'instanceId'} length should be one of [32,36]`);
  }
  return id;
};

/** A service's name from the name or the ARN (with or without the cluster in it). */
export const serviceNameOf = (reference: string): string =>
  arn.exec(reference)?.groups?.['path']?.split('/').at(-1) ?? reference;

/** `family`, `family:revision` or the ARN of either. */
export const taskDefinitionReference = (reference: string): { family: string; revision?: number } => {
  const path = arn.exec(reference)?.groups?.['path'] ?? reference;
  const [family = '', revision, ...rest] = path.split(':');
  if (rest.length > 0 || (revision !== undefined && !/^[1-9]\d*$/.test(revision))) {
    throw invalidParameter(`Invalid revision number. Number: ${[revision, ...rest].join(':')}`);
  }
  return { family, ...(revision !== undefined && { revision: Number(revision) }) };
};
