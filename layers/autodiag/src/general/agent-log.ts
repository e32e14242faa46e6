import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Finding } from '../../../shared/finding.ts';
import type { Journal } from '../journal.ts';
import { type AgentLogFile, listAgentLogs, looksBinary, newestAgentLog } from '../logs/agent-log-files.ts';
import { openLog } from '../logs/byte-source.ts';
import { fileProblem } from '../logs/file-problem.ts';
import { wordFinder } from '../logs/finders.ts';
import { type LastLines, lastLines } from '../logs/last-lines.ts';
import { type MessageTable, messageTable } from '../logs/message-table.ts';
import { scanLines } from '../logs/scan-lines.ts';

/** What a line must hold, in any case, to be worth reading. */
export const troubleWords = ['error', 'failed', 'timeout', 'refused'] as const;

const shownMessages = 10;
/** Of them, in the finding itself. */
const reportedMessages = 3;

/** What filtering a log gave. */
export interface FilteredLog {
  lines: number;
  /** The last matching lines, at most as many as asked for. */
  last: LastLines;
  messages: MessageTable;
}

/** Filters a log for the trouble words. Keeps the last lines: a log's end says what is wrong now. */
export const filterLog = async (path: string, maxMatches: number): Promise<FilteredLog> => {
  const messages = messageTable();
  const last = lastLines(maxMatches);
  let lines = 0;
  const log = await openLog(path);
  try {
    await scanLines(log, wordFinder(troubleWords), (view, start, end, lengthBytes) => {
      messages.add(view, start, end);
      last.add(view, start, end, lengthBytes);
      lines++;
    });
  } finally {
    await log.close();
  }
  return { lines, last, messages };
};

/** Lets go of what was printed now and then: the stream keeps a line until the program's next turn. */
const printLines = async (lines: Iterable<string>, journal: Journal): Promise<void> => {
  let printed = 0;
  for (const line of lines) {
    journal.line(line);
    if (++printed % 256 === 0) await nextTurn();
  }
};

const printFiltered = async (filtered: FilteredLog, isBinary: boolean, journal: Journal): Promise<void> => {
  const { lines, last, messages } = filtered;
  if (isBinary) journal.line('This file holds binary data: its matching lines are counted, not printed.');
  else await printLines(last.texts(), journal);
  if (lines > last.size()) {
    journal.line(`${lines - last.size()} earlier lines were counted, not printed (MAX_MATCHES ${last.size()}).`);
  }
  journal.line(`Most frequent messages${messages.isApproximate() ? ' (counts are lower bounds)' : ''}:`);
  for (const { message, count } of messages.top(shownMessages))
    journal.line(`${String(count).padStart(8)}  ${message}`);
};

const findingOf = (name: string, { lines, messages }: FilteredLog): Finding => {
  const check = `agent log ${name}`;
  if (lines === 0) return { check, status: 'PASS', detail: `no line holds ${troubleWords.join(', ')}` };
  const top = messages.top(reportedMessages).map(({ message, count }) => `${count} × ${message.slice(0, 250)}`);
  return {
    check,
    status: 'WARN',
    detail: `${lines} lines hold ${troubleWords.join(', ')}; most frequent: ${top.join(' | ')}`,
    remedy: 'read the lines above; DIAG_MODE=TASK follows one task through all logs',
  };
};

const filterNewest = async (file: AgentLogFile, maxMatches: number, journal: Journal): Promise<Finding> => {
  journal.line(`${file.path}, ${file.sizeBytes} bytes, changed ${file.modifiedAt.toISOString()}`);
  if (file.sizeBytes === 0) {
    const remedy = 'check that the agent runs: it writes to its log within a minute of its start';
    return { check: `agent log ${file.name}`, status: 'WARN', detail: 'the log is empty', remedy };
  }
  const isBinary = !file.name.endsWith('.gz') && (await looksBinary(file.path));
  const filtered = await filterLog(file.path, maxMatches);
  if (filtered.lines > 0) await printFiltered(filtered, isBinary, journal);
  if (!isBinary) return findingOf(file.name, filtered);
  const detail = `holds binary data, ${filtered.lines} of its lines hold ${troubleWords.join(', ')}`;
  const remedy = 'check the disk and how the log is rotated: the agent writes text only';
  return { check: `agent log ${file.name}`, status: 'WARN', detail, remedy };
};

/** Filters the newest agent log and prints what it found. Never throws for a log that cannot be read. */
export const checkAgentLog = async (directory: string, maxMatches: number, journal: Journal): Promise<Finding> => {
  const check = `agent log in ${directory}`;
  const remedy = 'mount the host’s /var/log as in task-definition.ec2.json';
  const files = await listAgentLogs(directory).catch(fileProblem);
  if (typeof files === 'string') {
    return { check, status: 'WARN', detail: `the directory cannot be listed: ${files}`, remedy };
  }
  const newest = newestAgentLog(files);
  if (newest === undefined) return { check, status: 'WARN', detail: 'there is no ecs-agent.log here', remedy };
  try {
    return await filterNewest(newest, maxMatches, journal);
  } catch (error) {
    const detail = `could not be read to its end: ${fileProblem(error)}`;
    return { check: `agent log ${newest.name}`, status: 'WARN', detail, remedy: 'check the file on the instance' };
  }
};
