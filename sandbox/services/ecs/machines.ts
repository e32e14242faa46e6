import type { Hosts } from '../../hosts/index.ts';
import { type InstanceRecord, StopRequest } from '../../tasks/records.ts';
import { agentChanged } from './agents.ts';
import { deregister } from './deregister-instance.ts';
import { type EcsState, tasksOn } from './state.ts';
import { requestStop } from './tasks.ts';

/** How long ECS takes to notice that a machine has been terminated; AWS names no time. */
const noticeMs = 10_000;

/** Ends the tasks of a machine that is down. */
const endTasks = (state: EcsState, record: InstanceRecord, how: string): void => {
  const reason = `Host EC2 (instance ${record.instance.ec2InstanceId}) ${how}.`;
  for (const task of tasksOn(state, record)) requestStop(state, task, new StopRequest('TerminationNotice', reason));
};

/**
 * Follows the machines below container instances. One that is stopped takes its agent and its tasks with it, and stays ACTIVE; when it
 * runs again, its agent comes back. One that is terminated is deregistered, but only if its agent was connected until then.
 *
 * @param changed told of each cluster whose instances have changed
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterContainerInstance.html
 */
export const followMachines = (state: EcsState, hosts: Hosts, changed: (clusterName: string) => void): void => {
  const { clock } = state.context.world;
  /** Those whose agents were connected when their machines began to end. */
  const leaving = new WeakSet<InstanceRecord>();

  const leave = (record: InstanceRecord): void => {
    if (record.inactiveAt !== undefined) return;
    deregister(state, record);
    changed(record.clusterName);
  };

  hosts.onChange(({ id, state: machineState }) => {
    const record = state.instanceOnMachine.get(id);
    if (!record || record.inactiveAt !== undefined || record.machineState === machineState) return;
    record.machineState = machineState;
    if (machineState === 'pending') return;
    const isEnding = machineState === 'shutting-down' || machineState === 'terminated';
    if (isEnding && record.instance.agentConnected) leaving.add(record);
    agentChanged(state, record, machineState === 'running');
    if (machineState === 'stopped' || machineState === 'terminated') endTasks(state, record, machineState);
    if (machineState === 'terminated' && leaving.has(record)) clock.after(noticeMs, () => leave(record));
    changed(record.clusterName);
  });
};
