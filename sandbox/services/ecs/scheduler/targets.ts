import { AwsError } from '../../../service.ts';
import { passesHealthChecks } from '../../../tasks/images.ts';
import type { TaskRecord } from '../../../tasks/records.ts';
import type { ServiceTarget } from '../load-balancing.ts';
import { addEvent, type ServiceRecord } from '../service-record.ts';
import { countedTasks, type Look } from './look.ts';

/** A task's place in a target group. */
export interface TaskTarget {
  targetGroupArn: string;
  target: ServiceTarget;
}

/** Where Docker's dynamic host ports begin; the sandbox derives one from the task's id. */
const firstDynamicPort = 32_768;
const dynamicPorts = 28_000;

const hostPortOf = ({ definition, id }: TaskRecord, containerName: string, containerPort: number): number => {
  if (definition.networkMode === 'host') return containerPort;
  const container = definition.containerDefinitions?.find(({ name }) => name === containerName);
  const mapping = container?.portMappings?.find((each) => each.containerPort === containerPort);
  return mapping?.hostPort || firstDynamicPort + (Number.parseInt(id.slice(0, 8), 16) % dynamicPorts);
};

/** Where the load balancers of a service reach the task: its address with awsvpc, its instance otherwise. */
const targetsOf = ({ deployments }: ServiceRecord, record: TaskRecord): TaskTarget[] => {
  const { task, definition, instance } = record;
  const deployment = deployments.find(({ id }) => id === task.startedBy);
  return (deployment?.loadBalancers ?? []).map(({ targetGroupArn = '', containerName = '', containerPort = 0 }) => {
    const container = definition.containerDefinitions?.find(({ name }) => name === containerName);
    const address = task.containers[0]?.networkInterfaces?.[0]?.privateIpv4Address;
    return {
      targetGroupArn,
      target: {
        id: record.network ? (address ?? '') : (instance?.instance.ec2InstanceId ?? ''),
        port: record.network ? containerPort : hostPortOf(record, containerName, containerPort),
        ...(task.availabilityZone && { availabilityZone: task.availabilityZone }),
        isHealthy: passesHealthChecks(container?.image ?? ''),
      },
    };
  });
};

/** Registers the targets of tasks that run and deregisters those of tasks that stop. */
export const syncTargets = (look: Look): void => {
  const { service, loadBalancing } = look;
  if (!loadBalancing) return;
  const { targets } = service.memory;
  const running = new Map(
    countedTasks(look).flatMap((each) => (each.task.lastStatus === 'RUNNING' ? [[each.id, each]] : [])),
  );
  const gone = [...targets.keys()].filter((id) => !running.has(id));
  const come = [...running.values()].filter(({ id }) => !targets.has(id));
  const left = gone.flatMap((id) => targets.get(id) ?? []);
  for (const id of gone) targets.delete(id);
  if (left.length > 0) addEvent(service, new Date(look.now), `has begun draining connections on ${gone.length} tasks.`);
  inGroups(look, left, 'deregistered', (arn, members) => loadBalancing.deregisterTargets(arn, members));
  for (const record of come) targets.set(record.id, targetsOf(service, record));
  const registered = come.flatMap(({ id }) => targets.get(id) ?? []);
  inGroups(look, registered, 'registered', (arn, members) => loadBalancing.registerTargets(arn, members));
};

const inGroups = (
  { service, now }: Look,
  changed: TaskTarget[],
  verb: 'registered' | 'deregistered',
  change: (targetGroupArn: string, targets: ServiceTarget[]) => void,
): void => {
  for (const arn of new Set(changed.map(({ targetGroupArn }) => targetGroupArn))) {
    const members = changed.filter(({ targetGroupArn }) => targetGroupArn === arn).map(({ target }) => target);
    // A target group that has been deleted under a service must not end the scheduler.
    const failure = failureOf(() => change(arn, members));
    const message = failure
      ? `failed to ${verb.replace(/ed$/, '')} targets in (target-group ${arn}) with (error ${failure.message})`
      : `${verb} ${members.length} targets in (target-group ${arn})`;
    addEvent(service, new Date(now), message);
  }
};

const failureOf = (call: () => void): AwsError | undefined => {
  try {
    call();
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
};
