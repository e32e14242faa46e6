import type { Diagnosis, DiagnosisContext } from '../diagnosis.ts';
import type { TaskSettings } from '../environment/mode-fields.ts';
import type { Journal } from '../journal.ts';
import { type AgentLogFile, inTimeOrder, listAgentLogs, looksBinary } from '../logs/agent-log-files.ts';
import { type OpenLog, openLog } from '../logs/byte-source.ts';
import { fileProblem } from '../logs/file-problem.ts';
import { substringFinder } from '../logs/finders.ts';
import { lastLines } from '../logs/last-lines.ts';
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
  /** Inodes read: a rotation may move them under another name meanwhile. */
  read: Set<number>;
}

const noLogs =
  'run AutoDiag on the container instance, with the host’s /var/log mounted as in task-definition.ec2.json';

const whenSaid = (line: string | undefined): string => (line && lineTime(line)) ?? 'a line without a time';

/** What one log held. `problem`: why it could not be read to its end. */
interface FileTally {
  lines: number;
  first?: string | undefined;
  last?: string | undefined;
  problem?: string;
}

/** Searches one log and prints its lines, until its end or until it cannot be read any further. */
const searchLog = async (
  { name, path }: AgentLogFile,
  { taskId, maxMatches }: TaskSettings,
  tally: Tally,
  { journal }: DiagnosisContext,
): Promise<FileTally> => {
  const found: FileTally = { lines: 0 };
  let log: OpenLog | undefined;
  try {
    log = await openLog(path);
    if (tally.read.has(log.inode)) return found;
    tally.read.add(log.inode);
    const isBinary = !name.endsWith('.gz') && (await looksBinary(path));
    if (isBinary) journal.line('This file holds binary data: its matching lines are counted, not printed.');
    const last = lastLines(1);
    const trouble = lastLines(1);
    await scanLines(log, substringFinder(taskId), (view, start, end, lengthBytes) => {
      if (found.lines === 0) found.first = lineText(view, start, end, lengthBytes);
      found.lines++;
      last.add(view, start, end, lengthBytes);
      if (isTrouble(view, start, end)) {
        tally.troubled++;
        trouble.add(view, start, end, lengthBytes);
      }
      if (isBinary || tally.printed >= maxMatches) return;
      tally.printed++;
      journal.line(lineText(view, start, end, lengthBytes));
    }).finally(() => {
      found.last = last.texts().next().value ?? undefined;
      tally.lastTrouble = trouble.texts().next().value ?? tally.lastTrouble;
    });
  } catch (error) {
    found.problem = fileProblem(error);
  } finally {
    await log?.close();
  }
  return found;
};

const reportLog = ({ name }: AgentLogFile, { lines, first, last, problem }: FileTally, journal: Journal): void => {
  const check = `agent log ${name}`;
  const span = lines === 0 ? 'no line' : `${lines} lines, first ${whenSaid(first)}, last ${whenSaid(last)}`;
  if (problem !== undefined) {
    const remedy = 'check the file on the instance; the other logs were searched';
    journal.report({
      check,
      status: 'WARN',
      detail: `could not be read to its end: ${problem}; ${span} until then`,
      remedy,
    });
  } else if (lines > 0) journal.report({ check, status: 'PASS', detail: span });
  else journal.line('No line of this log holds the text.');
};

/** Searches logs in time order; one that cannot be read says so, and the search goes on. */
const searchLogs = async (
  files: readonly AgentLogFile[],
  settings: TaskSettings,
  tally: Tally,
  context: DiagnosisContext,
): Promise<void> => {
  for (const file of files) {
    context.journal.section(`${file.name} (${file.sizeBytes} bytes)`);
    const found = await searchLog(file, settings, tally, context);
    reportLog(file, found, context.journal);
    if (found.lines === 0) continue;
    tally.filesWithLines++;
    tally.lines += found.lines;
    tally.first ??= found.first;
    tally.last = found.last;
  }
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

/** Logs that were not read because a rotation renamed or began them since the listing. */
const rotatedMeanwhile = async (
  listed: readonly AgentLogFile[],
  read: ReadonlySet<number>,
  directory: string,
): Promise<AgentLogFile[]> => {
  const isListed = ({ name, inode }: AgentLogFile): boolean =>
    listed.some((known) => known.name === name && known.inode === inode);
  const now = await listAgentLogs(directory).catch(() => []);
  return inTimeOrder(now.filter((file) => !read.has(file.inode) && !isListed(file)));
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
  const tally: Tally = { lines: 0, troubled: 0, printed: 0, filesWithLines: 0, read: new Set() };
  await searchLogs(await inTimeOrder(listed), settings, tally, context);
  await searchLogs(await rotatedMeanwhile(listed, tally.read, places.logDirectory), settings, tally, context);
  conclude(tally, settings, context);
};
