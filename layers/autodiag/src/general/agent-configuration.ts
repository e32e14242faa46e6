import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../../shared/finding.ts';
import { fileProblem } from '../logs/file-problem.ts';
import { printable } from '../logs/line-text.ts';
import { redactJson, redactLine } from './redact.ts';

/** The agent's configuration, ready to print: secrets redacted. */
export interface AgentConfiguration {
  finding: Finding;
  lines: string[];
}

const check = 'agent configuration';
const maxBytes = 256 * 1024;
const maxLines = 500;

const remedy = 'mount the host’s /etc/ecs at /etc/config as in task-definition.ec2.json';

const redactJsonText = (text: string): string[] => {
  try {
    return JSON.stringify(redactJson(JSON.parse(text)), undefined, 2).split('\n');
  } catch {
    // Half of a damaged file may be a secret.
    return ['[this file is no valid JSON: not shown]'];
  }
};

const readSettings = async (path: string): Promise<string[]> => {
  const stats = await stat(path);
  if (!stats.isFile()) throw new Error('it is no regular file');
  const { size } = stats;
  if (size > maxBytes) throw new Error(`it is ${size} bytes long, at most ${maxBytes} are read`);
  const text = await readFile(path, 'utf8');
  if (text.includes('\0')) throw new Error('it holds binary data');
  const lines = path.endsWith('.json') ? redactJsonText(text) : text.trimEnd().split('\n').map(redactLine);
  return lines.slice(0, maxLines).map((line) => printable(line).slice(0, 1_000));
};

/** `ECS_CLUSTER` and the like among redacted lines. */
const settingNames = (lines: string[]): string[] =>
  lines.flatMap((line) => /^([A-Z][A-Z0-9_]+)=/.exec(line)?.[1] ?? []);

/**
 * Reads `ecs.config` and `ecs.config.json` from the first directory that has one. Never throws.
 *
 * @param directories in the order they are looked in
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
 */
export const readAgentConfiguration = async (directories: readonly string[]): Promise<AgentConfiguration> => {
  const tried: string[] = [];
  for (const directory of directories) {
    const lines: string[] = [];
    const found: string[] = [];
    for (const name of ['ecs.config', 'ecs.config.json']) {
      const path = join(directory, name);
      const settings = await readSettings(path).catch(fileProblem);
      if (typeof settings === 'string') {
        tried.push(`${path}: ${settings}`);
        continue;
      }
      found.push(path);
      lines.push(`${path}:`, ...settings.map((line) => `  ${line}`));
    }
    if (found.length === 0) continue;
    const names = settingNames(lines.map((line) => line.trim()));
    const detail = `${found.join(' and ')}: ${names.length === 0 ? 'no settings' : names.join(', ')}`;
    return { finding: { check, status: 'PASS', detail }, lines };
  }
  return { finding: { check, status: 'WARN', detail: `could not be read: ${tried.join('; ')}`, remedy }, lines: [] };
};
