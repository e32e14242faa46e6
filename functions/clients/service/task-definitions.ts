import {
  DescribeTaskDefinitionCommand,
  type ECSClient,
  paginateListTaskDefinitions,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { readTags } from '../../domain/service/ownership.ts';
import type { RevisionFacts, TaskDefinitionContent } from '../../domain/service/plan/service-facts.ts';

/** What ECS adds to a registration; the rest is what was registered. */
const contentOf = ({
  taskDefinitionArn: _arn,
  family: _family,
  revision: _revision,
  status: _status,
  requiresAttributes: _attributes,
  compatibilities: _compatibilities,
  registeredAt: _registeredAt,
  registeredBy: _registeredBy,
  deregisteredAt: _deregisteredAt,
  deleteRequestedAt: _deleteRequestedAt,
  ...content
}: TaskDefinition): TaskDefinitionContent => ({ ...content, containerDefinitions: content.containerDefinitions ?? [] });

const isUnknown = (error: unknown): boolean =>
  (error as Error).name === 'ClientException' && /unable to describe task definition/i.test((error as Error).message);

/**
 * A revision with its tags; of a family alone, its newest ACTIVE one. Null where ECS knows none: it says so with a ClientException.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html
 */
export const readRevision = async (ecs: ECSClient, taskDefinition: string): Promise<RevisionFacts | null> => {
  try {
    const answer = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }));
    const { taskDefinition: found, tags } = answer;
    if (!found) return null;
    return {
      taskDefinitionArn: found.taskDefinitionArn ?? '',
      family: found.family ?? '',
      revision: found.revision ?? 0,
      status: found.status ?? 'ACTIVE',
      content: contentOf(found),
      tags: readTags(tags),
    };
  } catch (error) {
    if (isUnknown(error)) return null;
    throw error;
  }
};

/**
 * ARNs of a family's newest ACTIVE revisions, newest first.
 *
 * @param atMost how many of them
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html
 */
export const listRevisions = async (ecs: ECSClient, family: string, atMost: number): Promise<string[]> => {
  const arns: string[] = [];
  const pages = paginateListTaskDefinitions(
    { client: ecs, pageSize: Math.min(atMost, 100) },
    { familyPrefix: family, status: 'ACTIVE', sort: 'DESC' },
  );
  for await (const { taskDefinitionArns = [] } of pages) {
    arns.push(...taskDefinitionArns);
    if (arns.length >= atMost) break;
  }
  return arns.slice(0, atMost);
};
