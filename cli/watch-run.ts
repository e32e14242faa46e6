import type { Context } from './context.ts';
import { readDefinition } from './definition.ts';
import type { ExecutionDocument } from './execution/document.ts';
import { followExecution } from './execution/follow.ts';
import { logLine, progress } from './render/changes.ts';
import type { Target } from './target/index.ts';

/** For the failure path and for clocks that differ. */
const slackSeconds = 60;
/** A definition need not have a limit; Step Functions' own is a year. */
const limitWithoutOneSeconds = 7_200;

/** Follows a started runbook and prints each state change and each line of its task's log as it arrives. */
export const watchRun = async (
  { terminal, signal }: Context,
  { clients, pollMs }: Target,
  { runbook, executionArn }: { runbook: string; executionArn: string },
): Promise<ExecutionDocument> => {
  const { TimeoutSeconds = limitWithoutOneSeconds } = await readDefinition(runbook);
  const limitSeconds = TimeoutSeconds + slackSeconds;
  const spinner = terminal.spin('starting');
  const lineOf = progress(terminal.colors);
  try {
    return await followExecution(
      { clients, executionArn, pollMs, limitSeconds, signal },
      {
        change: (change) => {
          const line = lineOf(change);
          if (line !== undefined) terminal.print(line);
          if (change.kind === 'entered') spinner.say(change.state);
        },
        log: (message) => terminal.print(logLine(message, terminal.colors)),
      },
    );
  } finally {
    spinner.end();
  }
};
