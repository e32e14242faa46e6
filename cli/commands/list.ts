import { runbooks } from '../../statemachines/index.ts';
import type { Command } from '../context.ts';
import { exitCodes } from '../errors.ts';

/** `runbook list`: every runbook with its one sentence. */
export const list: Command = async ({ terminal }) => {
  const { bold } = terminal.colors;
  const width = Math.max(...runbooks.map(({ name }) => name.length));
  terminal.print(...runbooks.map(({ name, summary }) => `${bold(name.padEnd(width))}  ${summary}`));
  if (terminal.isJson) terminal.printJson(runbooks.map(({ name, summary, changes }) => ({ name, summary, changes })));
  return exitCodes.ok;
};
