import * as v from 'valibot';
import { type ControlRoutes, json, readBody, UnusableError } from '../endpoint/control/answer.ts';
import type { Hosts } from '../hosts/index.ts';
import type { EcsService } from '../services/ecs/index.ts';
import type { InstanceRecord } from '../tasks/records.ts';

const agentSchema = v.strictObject(
  {
    instance: v.pipe(
      v.string('must be i-…, mi-…, or the id or ARN of a container instance'),
      v.nonEmpty('must not be empty'),
    ),
    connected: v.boolean('must be true or false'),
  },
  'must be an object with instance and connected',
);

/** What is shown of a container instance's agent and of the machine below it. */
const shown = ({ instance, clusterName }: InstanceRecord, hosts: Hosts) => {
  const { ec2InstanceId = '', containerInstanceArn, status, agentConnected, version } = instance;
  const machine = hosts.all.get(ec2InstanceId);
  return {
    ...{ instance: ec2InstanceId, cluster: clusterName, containerInstanceArn, status, agentConnected, version },
    machine: machine ? { kind: machine.kind, state: machine.state, ping: machine.ping } : null,
  };
};

/**
 * Finds or does something, and tells a person's mistake from a fault of the sandbox.
 *
 * @throws UnusableError with the words of a RangeError
 */
export const usable = <Result>(what: string, status: number, work: () => Result): Result => {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new UnusableError(what, [`instance: ${error.message}`], status);
    throw error;
  }
};

/** `/_sandbox/agents`: the agents of all container instances, and turning one off and on. */
export const agentRoutes = (ecs: EcsService, hosts: Hosts): ControlRoutes => ({
  'GET agents': () => json(200, { agents: ecs.instances().map((record) => shown(record, hosts)) }),
  'POST agents': ({ body }) => {
    const { instance, connected } = readBody('agent', agentSchema, body);
    const record = usable('agent', 404, () => ecs.instance(instance));
    const isChange = usable('agent', 409, () => ecs.setAgentConnected(instance, connected));
    return json(200, { agent: shown(record, hosts), isChange });
  },
});
