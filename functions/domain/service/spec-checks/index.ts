import type { LocatedProblem } from '../spec-problem.ts';
import type { PartialSpec } from '../spec-schema/index.ts';
import { checkListenerRules } from './listener-rules.ts';
import { checkLoadBalancing } from './load-balancing.ts';
import { checkScaling } from './scaling.ts';
import { checkService } from './service.ts';
import { checkOneOffTasks, checkTaskDefinition } from './task-definition.ts';

/** What no field can tell alone: names that must exist, values that must agree, what may be there once only. */
export const checkSpec = (spec: PartialSpec): LocatedProblem[] => {
  const { service, taskDefinition } = spec.aws?.ecs ?? {};
  const isOnFargate = service?.launchType === 'FARGATE';
  return [
    ...checkLoadBalancing(spec),
    ...checkListenerRules(spec),
    ...checkService(spec),
    ...checkScaling(spec),
    ...checkTaskDefinition(taskDefinition, ['aws', 'ecs', 'taskDefinition'], isOnFargate),
    ...checkOneOffTasks(spec),
  ];
};
