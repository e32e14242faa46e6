import { planContext } from '../../../../../functions/domain/service/plan/plan-context.ts';
import type {
  RevisionFacts,
  TaskDefinitionContent,
} from '../../../../../functions/domain/service/plan/service-facts.ts';
import {
  contentHashKey,
  taskDefinitionHash,
} from '../../../../../functions/domain/service/plan/task-definition-input.ts';
import { resolvedService } from './service-spec.ts';

/** The context in which the sample's service is planned. */
export const contextOf = (allowExisting?: boolean) =>
  planContext({
    request: allowExisting === undefined ? {} : { allowExisting },
    resolved: { cluster: 'demo', service: 'shop', environment: 'test' },
    execution: { id: 'arn:execution' },
    stage: 'ecs-runbooks-test',
  });

/** A revision as ECS shows it after it was registered from a spec. */
export const registered = (
  changes: Parameters<typeof resolvedService> = [],
  { revision = 1, family = 'shop', tags = {} } = {},
): RevisionFacts => {
  const { taskDefinition } = resolvedService(...changes).spec.aws.ecs;
  if (!taskDefinition) throw new Error('no task definition');
  const { tags: specTags = [], family: _, ...content } = taskDefinition;
  return {
    taskDefinitionArn: `arn:aws:ecs:us-east-1:111122223333:task-definition/${family}:${revision}`,
    family,
    revision,
    status: 'ACTIVE',
    content: {
      ...content,
      volumes: content.volumes ?? [],
      placementConstraints: [],
      containerDefinitions: content.containerDefinitions.map((container) => ({
        cpu: 0,
        environment: [],
        mountPoints: [],
        volumesFrom: [],
        systemControls: [],
        essential: true,
        ...container,
        portMappings: (container.portMappings ?? []).map((each) => ({
          hostPort: each.containerPort,
          protocol: 'tcp',
          ...each,
        })),
      })),
    } as TaskDefinitionContent,
    tags: {
      ...Object.fromEntries(specTags.map(({ key, value = '' }) => [key, value])),
      ...contextOf().tags,
      [contentHashKey]: taskDefinitionHash(taskDefinition, family),
      ...tags,
    },
  };
};
