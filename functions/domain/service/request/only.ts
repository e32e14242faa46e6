import * as v from 'valibot';
import { deployPlanSteps, teardownPlanSteps } from '../plan/action.ts';

/** What deploy-service can do by itself, in its order. */
export const deploySteps = ['validate', ...deployPlanSteps, 'verify'] as const;

/** The commands that the steps of deploy-service stand for, by the names people have them in their scripts. */
const deployCommands = {
  validate_cloud_spec: 'validate',
  validate_service_spec: 'validate',
  create_ecs_task_definition: 'register-task-definition',
  create_elb_target_groups: 'create-target-groups',
  update_elb_listeners: 'update-listeners',
  update_elb_listener_rules: 'update-listeners',
  create_ecs_service: 'create-service',
  update_ecs_service: 'create-service',
  register_service_as_scalable_target_and_attach_scaling_policy: 'register-scalable-target',
  verify_service: 'verify',
} as const satisfies Record<string, (typeof deploySteps)[number]>;

const teardownCommands = {
  scale_ecs_service: 'scale-service',
  delete_ecs_service: 'delete-service',
  delete_elb_listeners: 'delete-listeners',
  delete_elb_listener_rules: 'delete-listeners',
  delete_elb_target_groups: 'delete-target-groups',
  delete_elb_target_groups_from_spec: 'delete-target-groups',
} as const satisfies Record<string, (typeof teardownPlanSteps)[number]>;

const stepByItself = <const Step extends string>(steps: readonly Step[], commands: Record<string, Step>) =>
  v.optional(
    v.pipe(
      v.picklist([...steps, ...Object.keys(commands)], `one of ${steps.join(', ')}`),
      v.transform((name) => commands[name] ?? (name as Step)),
    ),
  );

/** `only` of deploy-service. */
export const onlyDeployStep = () => stepByItself(deploySteps, deployCommands);

/** `only` of teardown-service. */
export const onlyTeardownStep = () => stepByItself(teardownPlanSteps, teardownCommands);
