import * as v from 'valibot';
import { type ControlRoutes, json, readBody } from '../endpoint/control/answer.ts';
import type { Hosts } from '../hosts/index.ts';
import type { EcsService } from '../services/ecs/index.ts';
import type { InstanceRecord } from '../tasks/records.ts';
import { shownHost } from './instances.ts';
import { usable } from './usable.ts';

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
  const host = hosts.all.get(ec2InstanceId);
  const machine = host && shownHost(host);
  return {
    ...{ instance: ec2InstanceId, cluster: clusterName, containerInstanceArn, status, agentConnected, version },
    machine: machine ? { kind: machine.kind, state: machine.state, ping: machine.ping } : null,
  };
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
