import * as v from 'valibot';
import type { Context, GlobalOptions } from '../context.ts';
import { exitCodes } from '../errors.ts';
import { type Agent, agentLines, agentSchema, hostSchema } from '../render/agents.ts';
import { hostChange } from '../target/host-changes.ts';
import { findSandboxControl } from '../target/sandbox-control.ts';

/** `runbook agent list`: every container instance of a running sandbox, its agent and its machine. */
export const listAgents = async (context: Context, options: GlobalOptions): Promise<number> => {
  const { terminal } = context;
  const control = await findSandboxControl(context, options);
  const { agents } = await control.call('agents', v.object({ agents: v.array(agentSchema) }));
  terminal.print(...agentLines(agents, terminal.colors));
  if (terminal.isJson) terminal.printJson(agents);
  return exitCodes.ok;
};

/** What has become of an agent, and what to do next. */
const turned = ({ instance, cluster, agentConnected }: Agent, isChange: boolean): string[] => {
  const state = agentConnected ? 'connected' : 'disconnected';
  if (!isChange) return [`the agent on ${instance} in cluster ${cluster} was ${state} already: nothing has changed`];
  return [
    `the agent on ${instance} in cluster ${cluster} is ${state}: ECS has told EventBridge`,
    ...(agentConnected ? [] : [`what follows shows where the sandbox runs; later: runbook agent on ${instance}`]),
  ];
};

/**
 * `runbook agent off` and `on`: disconnects or connects an agent.
 *
 * @param instance `i-…`, `mi-…`, or the id or ARN of a container instance
 */
export const turnAgent = async (
  context: Context,
  instance: string,
  connected: boolean,
  options: GlobalOptions,
): Promise<number> => {
  const { terminal } = context;
  const control = await findSandboxControl(context, options);
  const answerSchema = v.object({ agent: agentSchema, isChange: v.boolean() });
  const { agent, isChange } = await control.call('agents', answerSchema, { instance, connected });
  terminal.print(...turned(agent, isChange));
  if (terminal.isJson) terminal.printJson({ agent, isChange });
  return exitCodes.ok;
};

/**
 * `runbook agent host`: stops, terminates or starts a machine, or says what Systems Manager hears of it.
 *
 * @param instance `i-…` or `mi-…`
 * @param change one of `hostChanges`
 */
export const changeHost = async (
  context: Context,
  instance: string,
  change: string,
  options: GlobalOptions,
): Promise<number> => {
  const { terminal } = context;
  const control = await findSandboxControl(context, options);
  const host = await control.call('instances', hostSchema, { instance, ...hostChange(change) });
  terminal.print(`instance ${host.id} is ${host.state}; Systems Manager: ${host.ping ?? 'unaware of it'}`);
  if (terminal.isJson) terminal.printJson(host);
  return exitCodes.ok;
};
