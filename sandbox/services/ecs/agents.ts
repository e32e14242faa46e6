import { someOf } from '../../hosts/index.ts';
import type { InstanceRecord } from '../../tasks/records.ts';
import { instanceChanged } from './events/container-instance.ts';
import type { EcsState } from './state.ts';

/**
 * A container instance by its id or ARN, or by its machine: `i-…` or `mi-…`.
 *
 * @throws RangeError where there is none
 */
export const instanceOf = ({ instances, instanceOnMachine }: EcsState, reference: string): InstanceRecord => {
  const found = instances.get(reference.split('/').at(-1) ?? '') ?? instanceOnMachine.get(reference);
  const isArn = reference.includes(':');
  if (found && (!isArn || found.instance.containerInstanceArn === reference)) return found;
  throw new RangeError(
    `no container instance ${reference} in the sandbox; it has ${someOf([...instanceOnMachine.keys()])}`,
  );
};

/**
 * Notes that an instance's agent has connected or disconnected.
 *
 * @returns whether that is a change
 */
export const agentChanged = (state: EcsState, record: InstanceRecord, agentConnected: boolean): boolean => {
  if (record.instance.agentConnected === agentConnected) return false;
  record.instance.agentConnected = agentConnected;
  instanceChanged(state, record);
  return true;
};

/**
 * The same from outside, where an agent can connect only from a machine that runs, and to a cluster that its instance is of.
 *
 * @throws RangeError for an agent that cannot connect
 */
export const setAgentConnected = (state: EcsState, record: InstanceRecord, agentConnected: boolean): boolean => {
  const { instance, inactiveAt, machineState } = record;
  if (agentConnected && inactiveAt !== undefined) {
    throw new RangeError(`container instance ${record.id} is deregistered: its agent does not come back`);
  }
  if (agentConnected && machineState !== 'running') {
    throw new RangeError(
      `instance ${instance.ec2InstanceId} is ${machineState}: its agent connects once it is running`,
    );
  }
  return agentChanged(state, record, agentConnected);
};
