import type { TaskOverride } from '@aws-sdk/client-ecs';
import type { EcsState, TaskDefinitionRecord } from './state.ts';

/**
 * Why no task of a definition is started: one of its roles cannot be assumed. AWS looks at roles when tasks start, not when
 * their definition is registered.
 *
 * @returns undefined where roles stand in nobody's way
 */
export const roleObstacle = (
  { context: { ports } }: EcsState,
  definition: Pick<TaskDefinitionRecord, 'executionRoleArn' | 'taskRoleArn'>,
  overrides: TaskOverride = {},
): string | undefined => {
  const roles = [
    overrides.executionRoleArn ?? definition.executionRoleArn,
    overrides.taskRoleArn ?? definition.taskRoleArn,
  ];
  const refused = roles.find((role) => role && ports.canAssume?.(role) === false);
  return refused === undefined
    ? undefined
    : `ECS was unable to assume the role '${refused}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.`;
};
