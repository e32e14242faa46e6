import type { Context, GlobalOptions } from '../context.ts';
import { UsageError } from '../errors.ts';
import { exitCodeOf } from '../execution/document.ts';
import { readExecution } from '../execution/follow.ts';
import { linkSeconds, presignLinks } from '../execution/presign.ts';
import { executionLines, linkLines, linksOf } from '../render/execution.ts';
import { findTarget } from '../target/index.ts';
import { findExecution } from '../target/machines.ts';

/** `runbook status`: an execution's states so far and how it ended. */
export const status = async (
  context: Context,
  nameOrArn: string,
  options: GlobalOptions & { links?: boolean },
): Promise<number> => {
  const { terminal, signal } = context;
  const target = await findTarget(context, options);
  if (!target) {
    throw new UsageError(
      'there is no sandbox to ask: give --endpoint-url of a running one, or --stage of a deployed suite',
    );
  }
  try {
    const executionArn = await findExecution(target, nameOrArn, signal);
    const execution = await readExecution({ clients: target.clients, executionArn, signal });
    const links = execution.result?.links ?? {};
    const presigned = options.links ? await presignLinks(target.clients.s3, links) : undefined;
    const shown = linksOf(execution, target.kind === 'deployed');
    terminal.print(...executionLines(execution, terminal), ...linkLines(shown));
    if (presigned) {
      terminal.print('', `for ${linkSeconds / 60} minutes, for whoever has them:`, ...linkLines(presigned));
    }
    if (terminal.isJson) terminal.printJson({ ...execution, ...(presigned ? { presignedLinks: presigned } : {}) });
    return exitCodeOf(execution);
  } finally {
    await target.close();
  }
};
