import * as v from 'valibot';
import type { Colors } from '../terminal.ts';
import { plain } from './text.ts';

/** An agent as the sandbox shows it; other members are kept for JSON. */
export const agentSchema = v.looseObject({
  instance: v.string(),
  cluster: v.string(),
  status: v.string(),
  agentConnected: v.boolean(),
  machine: v.nullable(v.object({ kind: v.string(), state: v.string(), ping: v.nullable(v.string()) })),
});

/** An agent as it is shown. */
export type Agent = v.InferOutput<typeof agentSchema>;

/** A machine as the sandbox shows it; other members are kept for JSON. */
export const hostSchema = v.looseObject({ id: v.string(), state: v.string(), ping: v.nullable(v.string()) });

const machineText = ({ machine }: Agent): string => {
  if (!machine) return 'machine unknown';
  return `machine ${machine.state}, Systems Manager ${machine.ping ?? 'unaware of it'}`;
};

/** Agents for a person, a line each. */
export const agentLines = (agents: Agent[], colors: Colors): string[] => {
  if (agents.length === 0) return ['the sandbox has no container instances'];
  const width = (of: (agent: Agent) => string) => Math.max(...agents.map((agent) => of(agent).length));
  const clusterWidth = width(({ cluster }) => cluster);
  const instanceWidth = width(({ instance }) => instance);
  const statusWidth = width(({ status }) => status);
  return agents.map((agent) => {
    const { cluster, instance, status, agentConnected } = agent;
    const state = agentConnected ? colors.green('connected   ') : colors.red('disconnected');
    const words = [cluster.padEnd(clusterWidth), instance.padEnd(instanceWidth), status.padEnd(statusWidth)];
    return `${words.map(plain).join('  ')}  ${state}  ${plain(machineText(agent))}`;
  });
};
