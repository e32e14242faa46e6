import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openLog } from './byte-source.ts';
import { lineTime } from './line-text.ts';

/** A log of the agent, current or rotated. */
export interface AgentLogFile {
  name: string;
  path: string;
  inode: number;
  sizeBytes: number;
  modifiedAt: Date;
}

/** `ecs-agent.log`, and what the agent or logrotate made of it: `ecs-agent.log.2026-11-20-13`, `.1`, `.gz`. */
const agentLogName = /^ecs-agent[\w.-]*\.log(?![a-z])|^ecs-agent\.log$/i;

/**
 * The agent's logs in a directory, in no order.
 *
 * @throws the file system's error (ENOENT, EACCES, ENOTDIR) where the directory cannot be listed
 */
export const listAgentLogs = async (directory: string): Promise<AgentLogFile[]> => {
  const found = (await readdir(directory)).filter((name) => agentLogName.test(name));
  const files = found.map(async (name): Promise<AgentLogFile[]> => {
    const path = join(directory, name);
    // Rotated away between the listing and now: the file is listed again under its new name.
    const stats = await stat(path).catch(() => undefined);
    if (stats === undefined) return [];
    return [{ name, path, inode: stats.ino, sizeBytes: stats.size, modifiedAt: stats.mtime }];
  });
  return (await Promise.all(files)).flat();
};

/** The log that is written now: `ecs-agent.log`, or where that is missing or empty the one changed last. */
export const newestAgentLog = (files: readonly AgentLogFile[]): AgentLogFile | undefined => {
  const byTime = files.toSorted((one, other) => other.modifiedAt.getTime() - one.modifiedAt.getTime());
  return (
    files.find(({ name, sizeBytes }) => name === 'ecs-agent.log' && sizeBytes > 0) ??
    byTime.find(({ sizeBytes }) => sizeBytes > 0) ??
    byTime[0]
  );
};

const peekBytes = 65_536;

/** The first bytes of a log, uncompressed; empty where it cannot be read. */
const peek = async (path: string): Promise<Buffer> => {
  const head = Buffer.alloc(peekBytes);
  const log = await openLog(path).catch(() => undefined);
  const size = (await log?.read(head, 0).catch(() => 0)) ?? 0;
  await log?.close();
  return head.subarray(0, size);
};

const nameTime = (name: string): string | undefined => {
  const [, date, hour = '00'] = /(\d{4}-\d\d-\d\d)(?:[-T](\d\d))?/.exec(name) ?? [];
  return date && `${date}T${hour}:00:00Z`;
};

/** When a log begins: its first time stamp, else its name's, else when it was last changed. */
const beginning = async ({ name, path, modifiedAt }: AgentLogFile): Promise<number> => {
  const head = (await peek(path)).toString('latin1');
  for (const line of head.split('\n', 20)) {
    const time = Date.parse(lineTime(line) ?? '');
    if (!Number.isNaN(time)) return time;
  }
  const named = Date.parse(nameTime(name) ?? '');
  return Number.isNaN(named) ? modifiedAt.getTime() : named;
};

/** The same logs, oldest lines first. */
export const inTimeOrder = async (files: readonly AgentLogFile[]): Promise<AgentLogFile[]> => {
  const dated: { file: AgentLogFile; at: number }[] = [];
  for (const file of files) dated.push({ file, at: await beginning(file) });
  return dated
    .sort((one, other) => one.at - other.at || one.file.name.localeCompare(other.file.name))
    .map(({ file }) => file);
};

/** Whether the first bytes of a log are no text. */
export const looksBinary = async (path: string): Promise<boolean> => (await peek(path)).subarray(0, 8_192).includes(0);
