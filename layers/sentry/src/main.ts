import { errorMessage } from '../../shared/errors.ts';
import { exitCodes, programName } from '../contract.ts';
import { type CommonOptions, readAgentConfiguration, readOptions } from './read-options.ts';
import { releaseAll } from './release-command.ts';
import { openSentryLog, run } from './run.ts';
import { collectStatus } from './status.ts';
import { statusText } from './status-text.ts';
import { UsageError, usageText } from './usage-error.ts';

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort(signal));

const showStatus = async (options: CommonOptions, isJson: boolean): Promise<number> => {
  const status = await collectStatus(options);
  process.stdout.write(isJson ? `${JSON.stringify(status)}\n` : statusText(status));
  return status.isRunning && status.warnings.every((warning) => warning.status !== 'FAIL')
    ? exitCodes.ok
    : exitCodes.failed;
};

const main = async (): Promise<number> => {
  const command = readOptions(process.argv.slice(2), process.env, readAgentConfiguration());
  if ('text' in command) {
    process.stdout.write(command.text);
    return exitCodes.ok;
  }
  if (command.command !== 'run') {
    const { options, isJson } = command;
    return command.command === 'status' ? showStatus(options, isJson) : releaseAll(options, isJson);
  }
  // systemd and Docker start it again, and the state file says where to go on.
  process.once('uncaughtException', (error) => {
    openSentryLog(command.options).write('CRITICAL', 'end', `ended by an error of its own: ${error.stack ?? error}`);
    process.exit(exitCodes.failed);
  });
  return run(command.options, stopping.signal);
};

try {
  // Probes and calls of the Engine may still be under way after a stop.
  process.exit(await main());
} catch (error) {
  process.stderr.write(
    error instanceof UsageError ? usageText(error) : `${programName}: error: ${errorMessage(error)}\n`,
  );
  process.exit(error instanceof UsageError ? exitCodes.badUsage : exitCodes.failed);
}
