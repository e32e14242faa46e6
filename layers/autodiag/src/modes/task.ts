import type { Diagnosis, DiagnosisContext } from '../diagnosis.ts';
import type { TaskSettings } from '../environment.ts';
import { type AgentLogFile, inTimeOrder, listAgentLogs, looksBinary } from '../logs/agent-log-files.ts';
import { openLog } from '../logs/byte-source.ts';
import { fileProblem } from '../logs/file-problem.ts';
import { substringFinder } from '../logs/finders.ts';
import { isTrouble, lineText, lineTime } from '../logs/line-text.ts';
import { scanLines } from '../logs/scan-lines.ts';

/** What was found so far, over all logs. */
interface Tally {
  lines: number;
  /** Lines that the agent wrote as a warning or worse. */
  troubled: number;
  lastTrouble?: string;
  first?: string;
  last?: string;
  printed: number;
  filesWithLines: number;
}

const noLogs =
  'run AutoDiag on the container instance, with the host’s /var/log mounted as in task-definition.ec2.json';

const whenSaid = (line: string | undefined): string => (line && lineTime(line)) ?? 'a line without a time';

/** Searches one log and prints its lines. The inode says which file was read, whatever its name is by then. */
const searchLog = async (
  file: AgentLogFile,
  { taskId, maxMatches }: TaskSettings,
  tally: Tally,
  { journal }: DiagnosisContext,
): Promise<number> => {
  journal.section(`${file.name} (${file.sizeBytes} bytes)`);
  const isBinary = !file.name.endsWith('.gz') && (await looksBinary(file.path));
  if (isBinary) journal.line('This file holds binary data: its matching lines are counted, not printed.');
  const log = await openLog(file.path);
  const before = tally.lines;
  let first: string | undefined;
  let last: string | undefined;
  try {
    await scanLines(log, substringFinder(taskId), (view, start, end, lengthBytes) => {
      tally.lines++;
      last = lineText(view, start, end, lengthBytes);
      first ??= last;
      if (isTrouble(view, start, end)) {
        tally.troubled++;
        tally.lastTrouble = last;
      }
      if (isBinary || tally.printed >= maxMatches) return;
      tally.printed++;
      journal.line(last);
    });
  } finally {
    await log.close();
    tally.first ??= first;
    tally.last = last ?? tally.last;
    const lines = tally.lines - before;
    if (lines > 0) {
      tally.filesWithLines++;
      const detail = `${lines} lines, first ${whenSaid(first)}, last ${whenSaid(last)}`;
      journal.report({ check: `agent log ${file.name}`, status: 'PASS', detail });
    } else journal.line('No line of this log holds the text.');
  }
  return log.inode;
};

/** Searches logs in time order; one that cannot be read says so, and the search goes on. */
const searchLogs = async (
  files: readonly AgentLogFile[],
  settings: TaskSettings,
  tally: Tally,
  context: DiagnosisContext,
): Promise<Set<number>> => {
  const read = new Set<number>();
  for (const file of files) {
    // One inode under two names: a rotation happened between the listing and now.
    if (read.has(file.inode)) continue;
    try {
      read.add(await searchLog(file, settings, tally, context));
    } catch (error) {
      // Listed again below under its new name, if it was only rotated.
      const detail = `could not be read to its end: ${fileProblem(error)}`;
      const remedy = 'check the file on the instance; the other logs were searched';
      context.journal.report({ check: `agent log ${file.name}`, status: 'WARN', detail, remedy });
    }
  }
  return read;
};

const conclude = (tally: Tally, { taskId, maxMatches }: TaskSettings, { journal }: DiagnosisContext): void => {
  journal.section('Task result');
  const check = `task ${taskId} in the agent logs`;
  if (tally.lines === 0) {
    const detail = 'no agent log of this instance mentions it';
    const remedy =
      'check the id, and that the task was placed on this container instance; older logs may be rotated away';
    journal.report({ check, status: 'WARN', detail, remedy });
    return;
  }
  if (tally.lines > tally.printed)
    journal.line(`${tally.lines - tally.printed} lines were counted, not printed (MAX_MATCHES ${maxMatches}).`);
  const span = `first ${whenSaid(tally.first)}, last ${whenSaid(tally.last)}`;
  const detail = `${tally.lines} lines in ${tally.filesWithLines} logs, ${span}`;
  if (tally.troubled === 0) {
    journal.report({ check, status: 'PASS', detail: `${detail}; none is a warning or an error` });
    return;
  }
  const trouble = `${tally.troubled} are warnings or errors, the last: ${tally.lastTrouble}`;
  const remedy = 'read the warnings and errors above in their order: the first names the cause';
  journal.report({ check, status: 'WARN', detail: `${detail}; ${trouble}`, remedy });
};

/** TASK: every agent log, current and rotated, in time order, for the lines that hold a text. */
export const diagnoseTask: Diagnosis<TaskSettings> = async (settings, context) => {
  const { journal, places, task } = context;
  const check = `agent logs in ${places.logDirectory}`;
  if (task.launchType === 'FARGATE') {
    const detail = 'Fargate runs its agent out of reach: there is no container instance whose logs could be read';
    const remedy = 'read stoppedReason and the service’s events instead (runbook task-diagnosis)';
    journal.report({ check: 'agent logs', status: 'WARN', detail, remedy });
    return;
  }
  const listed = await listAgentLogs(places.logDirectory).catch(fileProblem);
  if (typeof listed === 'string') {
    journal.report({ check, status: 'WARN', detail: `the directory cannot be listed: ${listed}`, remedy: noLogs });
    return;
  }
  if (listed.length === 0) {
    journal.report({ check, status: 'WARN', detail: 'there is no ecs-agent.log here', remedy: noLogs });
    return;
  }
  const tally: Tally = { lines: 0, troubled: 0, printed: 0, filesWithLines: 0 };
  const read = await searchLogs(await inTimeOrder(listed), settings, tally, context);
  // Rotation may have renamed a log that was not yet read.
  const appeared = (await listAgentLogs(places.logDirectory).catch(() => [])).filter(
    ({ inode }) => !read.has(inode) && !listed.some((known) => known.inode === inode),
  );
  await searchLogs(await inTimeOrder(appeared), settings, tally, context);
  conclude(tally, settings, context);
};
