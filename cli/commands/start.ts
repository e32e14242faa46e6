import { startRunbook } from '../../functions/triggers/start-runbook.ts';
import type { Context, GlobalOptions } from '../context.ts';
import { exitCodes, UsageError } from '../errors.ts';
import { type ExecutionDocument, exitCodeOf } from '../execution/document.ts';
import { endLines, linkLines, linksOf } from '../render/execution.ts';
import { readRequest } from '../request/read-request.ts';
import { findTarget, openOwnSandbox, type Target } from '../target/index.ts';
import { findMachine } from '../target/machines.ts';
import { watchRun } from '../watch-run.ts';

/** Options of `runbook start`. */
export interface StartOptions extends GlobalOptions {
  /** File that holds the request; `-` is standard input. */
  request?: string;
  follow: boolean;
}

/**
 * `runbook start`: checks the request, starts the runbook and follows it to its end.
 *
 * @param words `field=value`, which win over the request file
 */
export const start = async (
  context: Context,
  runbook: string,
  words: string[],
  options: StartOptions,
): Promise<number> => {
  const request = await readRequest(runbook, words, options.request);
  const found = await findTarget(context, options);
  if (!found && !options.follow) {
    throw new UsageError(
      '--no-follow needs something that goes on without this command: a running sandbox (--endpoint-url) or a --stage',
    );
  }
  const target = found ?? (await openOwnSandbox(context, options.region ?? context.environment.region));
  try {
    return await startOn(target, { context, runbook, request, isFollowed: options.follow });
  } finally {
    await target.close();
  }
};

const startOn = async (
  target: Target,
  order: { context: Context; runbook: string; request: Record<string, unknown>; isFollowed: boolean },
): Promise<number> => {
  const { context, runbook, request, isFollowed } = order;
  const { terminal, environment, signal } = context;
  const machineArn = await findMachine(target, runbook, signal);
  const trigger = { ...(environment.user ? { by: environment.user } : {}), from: 'cli' };
  const started = await startRunbook(
    target.clients,
    { machineArn, runbook, request, trigger },
    { abortSignal: signal },
  );
  terminal.print(`${terminal.colors.bold(runbook)}  ${started.name}`, terminal.colors.dim(target.place));
  if (!isFollowed) {
    terminal.print(started.executionArn, `see: ${statusCommand(started.name, target)}`);
    if (terminal.isJson) terminal.printJson({ ...started, runbook, status: 'RUNNING' });
    return exitCodes.ok;
  }
  try {
    const execution = await watchRun(context, target, { runbook, executionArn: started.executionArn });
    showEnd(execution, target, context);
    return exitCodeOf(execution);
  } catch (error) {
    if (signal.aborted && target.kind !== 'own sandbox') context.terminal.note(...farewell(started, target));
    throw error;
  }
};

const showEnd = (execution: ExecutionDocument, target: Target, { terminal }: Context): void => {
  terminal.print('', ...endLines(execution, terminal));
  // Links into a sandbox that ends with this command would lead nowhere.
  if (target.kind !== 'own sandbox') terminal.print(...linkLines(linksOf(execution, target.kind === 'deployed')));
  if (terminal.isJson) terminal.printJson(execution);
};

const statusCommand = (name: string, { options }: Target): string => `runbook status ${name} ${options}`;

const farewell = ({ name, executionArn }: { name: string; executionArn: string }, target: Target): string[] => [
  'the execution goes on without this command',
  `  see it:  ${statusCommand(name, target)}`,
  `  stop it: aws stepfunctions stop-execution --execution-arn ${executionArn}`,
];
