import type ecs from '@aws-sdk/client-ecs';
import type { Operations } from '../../service.ts';
import { invalidParameter } from './errors.ts';
import { type EcsState, putTags } from './state.ts';

type EcsOperations = Operations<typeof ecs>;

/** Whether a resource of the sandbox has the ARN. */
const exists = (state: EcsState, arn: string): boolean =>
  [...state.clusters.values()].some(({ clusterArn }) => clusterArn === arn) ||
  [...state.taskDefinitions.values()].flat().some(({ taskDefinitionArn }) => taskDefinitionArn === arn) ||
  [...state.instances.values()].some(({ instance }) => instance.containerInstanceArn === arn) ||
  [...state.tasks.values()].some(({ task }) => task.taskArn === arn) ||
  state.services.some(({ serviceArn }) => serviceArn === arn);

const resourceOf = (state: EcsState, arn = ''): string => {
  if (!exists(state, arn)) throw invalidParameter(`The specified resource ARN ${arn} was not found.`);
  return arn;
};

/** A task carries its own tags; they are the same list. */
const refresh = (state: EcsState, arn: string): void => {
  const record = state.tasks.get(arn.split('/').at(-1) ?? '');
  if (record?.task.taskArn === arn) record.task.tags = state.tags.get(arn) ?? [];
};

/** TagResource, UntagResource, ListTagsForResource. */
export const tagOperations = (state: EcsState) =>
  ({
    TagResource: ({ resourceArn, tags }) => {
      const arn = resourceOf(state, resourceArn);
      putTags(state, arn, tags);
      refresh(state, arn);
      return {};
    },

    UntagResource: ({ resourceArn, tagKeys = [] }) => {
      const arn = resourceOf(state, resourceArn);
      state.tags.set(
        arn,
        (state.tags.get(arn) ?? []).filter(({ key = '' }) => !tagKeys.includes(key)),
      );
      refresh(state, arn);
      return {};
    },

    ListTagsForResource: ({ resourceArn }) => ({ tags: state.tags.get(resourceOf(state, resourceArn)) ?? [] }),
  }) satisfies EcsOperations;
