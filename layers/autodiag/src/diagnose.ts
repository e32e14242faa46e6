import { errorMessage, errorName } from '../../shared/errors.ts';
import { worstStatus } from '../../shared/finding.ts';
import { exitCodes } from '../contract.ts';
import type { DiagnosisContext } from './diagnosis.ts';
import type { Variables } from './environment/fields.ts';
import type { ModeSettings } from './environment/mode-fields.ts';
import { type Environment, EnvironmentError, readEnvironment } from './environment.ts';
import { closingLines, type Journal, openJournal, type ReportHeading } from './journal.ts';
import { diagnoseConnectivity } from './modes/connectivity.ts';
import { diagnoseGeneral } from './modes/general.ts';
import { diagnoseHealthcheck } from './modes/healthcheck.ts';
import { diagnoseMysqlConnection } from './modes/mysql-connection.ts';
import { diagnoseTask } from './modes/task.ts';
import { learnIdentity } from './task-identity.ts';

const runMode = (settings: ModeSettings, context: DiagnosisContext): Promise<void> => {
  switch (settings.mode) {
    case 'GENERAL':
      return diagnoseGeneral(settings, context);
    case 'TASK':
      return diagnoseTask(settings, context);
    case 'HEALTHCHECK':
      return diagnoseHealthcheck(settings, context);
    case 'CONNECTIVITY':
      return diagnoseConnectivity(settings, context);
    case 'MYSQL_CONNECTION':
      return diagnoseMysqlConnection(settings, context);
  }
};

const reportUnused = ({ unused, settings }: Environment, journal: Journal): void => {
  if (unused.length === 0) return;
  const detail = `${unused.join(', ')} ${unused.length === 1 ? 'is' : 'are'} set, but ${settings.mode} does not read it`;
  const remedy = 'check that DIAG_MODE is the one you meant';
  journal.report({ check: 'environment variables', status: 'WARN', detail, remedy });
};

/** Learns who it is, then runs the mode. Fills `heading.task` as soon as it is known. */
const diagnoseEnvironment = async (
  environment: Environment,
  journal: Journal,
  heading: ReportHeading,
): Promise<void> => {
  const { settings, places } = environment;
  journal.section('Task');
  const { task, source, gaps } = await learnIdentity(places);
  heading.task = task;
  const known = Object.entries(task).map(([name, value]) => `${name} ${value}`);
  journal.line(`${known.join(', ') || 'nothing is known'} (from ${source})`);
  if (gaps.length > 0) {
    const remedy = 'where it runs outside ECS nothing is wrong; in a task, check that the ECS agent answers';
    journal.report({ check: 'task identity', status: 'WARN', detail: gaps.join('; '), remedy });
  }
  reportUnused(environment, journal);
  await runMode(settings, { places, task, journal });
};

const reportProblems = ({ problems }: EnvironmentError, journal: Journal): void => {
  journal.section('Environment variables');
  for (const { variable, detail, remedy } of problems) {
    journal.report({ check: `variable ${variable}`, status: 'FAIL', detail, remedy });
  }
};

/** Reports what a fault of the program itself says: a diagnosis must not end without its report. */
const reportFault = (error: unknown, journal: Journal): void => {
  const detail = `${errorName(error)}: ${errorMessage(error).slice(0, 500)}`;
  const remedy = 'this is a fault of AutoDiag: report it with this log';
  journal.report({ check: 'AutoDiag itself', status: 'FAIL', detail, remedy });
};

const untilStopped = async (stop: AbortSignal): Promise<'stopped'> => {
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
  return 'stopped';
};

/**
 * Runs one diagnosis, from the environment to the report line.
 *
 * @param print takes one line of output
 * @param stop ends the diagnosis early: what was found until then is reported; an Error as its reason is a fault
 * @returns the exit code
 */
export const diagnose = async (
  variables: Variables,
  print: (line: string) => void,
  stop: AbortSignal,
): Promise<number> => {
  const journal = openJournal(print);
  const heading: ReportHeading = { mode: 'UNKNOWN', startedAt: new Date(), task: {} };
  let isEnvironmentBad = false;
  try {
    const environment = readEnvironment(variables);
    heading.mode = environment.settings.mode;
    journal.line(`# ECS AutoDiag ${environment.settings.mode}, ${heading.startedAt.toISOString()}`);
    const run = diagnoseEnvironment(environment, journal, heading).catch((error) => reportFault(error, journal));
    if ((await Promise.race([run, untilStopped(stop)])) === 'stopped') {
      if (stop.reason instanceof Error) throw stop.reason;
      const remedy = 'run it again; a task that ECS stops early names why in its stoppedReason';
      const detail = `${stop.reason} came before the diagnosis was done: findings are missing`;
      journal.report({ check: 'diagnosis', status: 'WARN', detail, remedy });
    }
  } catch (error) {
    isEnvironmentBad = error instanceof EnvironmentError;
    if (error instanceof EnvironmentError) {
      heading.mode = error.mode;
      reportProblems(error, journal);
    } else reportFault(error, journal);
  }
  journal.line('');
  journal.close();
  const findings = journal.findings();
  for (const line of closingLines(heading, findings, new Date())) print(line);
  if (isEnvironmentBad) return exitCodes.badEnvironment;
  return worstStatus(findings) === 'FAIL' ? exitCodes.somethingFailed : exitCodes.nothingFailed;
};
