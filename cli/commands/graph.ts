import { findRunbook } from '../../functions/triggers/parse-request.ts';
import type { Context } from '../context.ts';
import { readDefinition } from '../definition.ts';
import { exitCodes } from '../errors.ts';
import { edgesOf, mermaid } from '../render/mermaid.ts';

/** `runbook graph`: a runbook's machine as a Mermaid flowchart; as JSON, also its states and the ways between them. */
export const graph = async ({ terminal }: Context, runbook: string): Promise<number> => {
  const { name } = findRunbook(runbook);
  const definition = await readDefinition(name);
  const lines = mermaid(definition);
  terminal.print(...lines);
  if (terminal.isJson) {
    const states = Object.entries(definition.States).map(([state, { Type }]) => ({ name: state, type: Type }));
    terminal.printJson({ runbook: name, states, edges: edgesOf(definition), mermaid: lines.join('\n') });
  }
  return exitCodes.ok;
};
