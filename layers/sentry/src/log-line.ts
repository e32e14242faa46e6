import type { LogFormat, LogLevel } from '../contract.ts';

/** What a line is about: the tags of the original program, and those of what it did not do. */
export type LogTag =
  | 'startup'
  | 'begin'
  | 'connect'
  | 'ecs-offline'
  | 'ecs-online'
  | 'warning'
  | 'outage'
  | 'release'
  | 'end'
  | 'shutdown';

/** One line of the log, before it is laid out. */
export interface LogEntry {
  at: Date;
  level: LogLevel;
  tag: LogTag;
  message: string;
}

const padded = (value: number, digits = 2): string => String(value).padStart(digits, '0');

/** `2021-07-10 09:00:01,200` in local time, as Python's logging writes it. */
const localTime = (at: Date): string => {
  const day = [padded(at.getFullYear(), 4), padded(at.getMonth() + 1), padded(at.getDate())].join('-');
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => padded(part)).join(':');
  return `${day} ${time},${padded(at.getMilliseconds(), 3)}`;
};

/** What a server or an Engine says may hold line breaks: a line stays a line. */
const oneLine = (message: string): string => message.replace(/\p{Cc}+/gu, ' ').trimEnd();

/** A line in the shape of the original program, or a JSON object; ends with a line break. */
export const logLine = ({ at, level, tag, message }: LogEntry, format: LogFormat, pid: number): string => {
  const text = oneLine(message);
  return format === 'json'
    ? `${JSON.stringify({ time: at.toISOString(), level, pid, tag, message: text })}\n`
    : `${localTime(at)} ${level} PID_${pid} [${tag}] ${text}\n`;
};
