import { AwsError } from '../../service.ts';

/** One event of a stream. */
export interface LogEvent {
  /** Sorts by time, then by arrival; CloudWatch's event ids are 56 digits too. */
  id: bigint;
  timestamp: number;
  ingestionTime: number;
  message: string;
}

export interface LogStream {
  name: string;
  creationTime: number;
  lastIngestionTime?: number;
  /** In the order of their ids. */
  events: LogEvent[];
}

export interface LogGroup {
  name: string;
  creationTime: number;
  retentionInDays?: number;
  storedBytes: number;
  tags: Record<string, string>;
  streams: Map<string, LogStream>;
}

/** What CloudWatch adds to each message when it counts bytes. */
export const eventOverheadBytes = 26;

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const invalid = (detail: string) => new AwsError('InvalidParameterException', `1 validation error detected: ${detail}`);

const checkName = (member: string, name: string, pattern: RegExp): void => {
  if (name.length < 1 || name.length > 512) {
    throw invalid(
      `Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to 512 and greater than or equal to 1`,
    );
  }
  if (!pattern.test(name)) {
    throw invalid(
      `Value '${name}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`,
    );
  }
};

const found = <Item>(item: Item | undefined, kind: string): Item => {
  if (!item) throw new AwsError('ResourceNotFoundException', `The specified ${kind} does not exist.`);
  return item;
};

const checkNew = (known: Map<string, unknown>, name: string, kind: string): void => {
  if (known.has(name)) throw new AwsError('ResourceAlreadyExistsException', `The specified ${kind} already exists`);
};

/** @throws AwsError InvalidParameterException for a number of days that CloudWatch does not offer */
export const checkRetention = (days: number): void => {
  if (retentionDays.includes(days)) return;
  throw invalid(
    `Value '${days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${retentionDays.join(', ')}]`,
  );
};

/** The log groups of one account and region, with the errors that CloudWatch gives. */
export const createStore = (now: () => number) => {
  const groups = new Map<string, LogGroup>();
  let arrivals = 0n;

  const group = (name: string): LogGroup => found(groups.get(name), 'log group');
  const stream = (groupName: string, streamName: string): LogStream =>
    found(group(groupName).streams.get(streamName), 'log stream');

  return {
    groups,
    group,
    stream,
    createGroup(name: string, tags: Record<string, string> = {}): LogGroup {
      checkName('logGroupName', name, /^[.\-_/#A-Za-z0-9]+$/);
      checkNew(groups, name, 'log group');
      const created: LogGroup = { name, creationTime: now(), storedBytes: 0, tags, streams: new Map() };
      groups.set(name, created);
      return created;
    },
    createStream(groupName: string, name: string): LogStream {
      const { streams } = group(groupName);
      checkName('logStreamName', name, /^[^:*]*$/);
      checkNew(streams, name, 'log stream');
      const created: LogStream = { name, creationTime: now(), events: [] };
      streams.set(name, created);
      return created;
    },
    /** Appends events; one with an earlier time than those before takes its place among them. */
    append(groupName: string, streamName: string, entries: { timestamp: number; message: string }[]): LogEvent[] {
      const target = stream(groupName, streamName);
      const ingestionTime = now();
      const events = entries.map(({ timestamp, message }) => {
        arrivals += 1n;
        return { id: eventId(timestamp, arrivals), timestamp, ingestionTime, message };
      });
      insert(group(groupName), target, events);
      if (events.length > 0) target.lastIngestionTime = ingestionTime;
      return events;
    },
  };
};

export type LogStore = ReturnType<typeof createStore>;

const insert = (group: LogGroup, { events: kept }: LogStream, events: LogEvent[]): void => {
  const last = kept.at(-1);
  const isInOrder = events.every(({ id }, index) => id > (events[index - 1]?.id ?? last?.id ?? -1n));
  for (const event of events) {
    kept.push(event);
    group.storedBytes += Buffer.byteLength(event.message) + eventOverheadBytes;
  }
  if (!isInOrder) kept.sort((a, b) => (a.id < b.id ? -1 : 1));
};

/** Room for 10^20 events at each millisecond. */
const eventId = (timestamp: number, arrival: bigint): bigint => BigInt(Math.trunc(timestamp)) * 10n ** 20n + arrival;

/** An id as CloudWatch spells it: 56 digits. */
export const spellId = (id: bigint): string => String(id).padStart(56, '0');

/** Index of the first event with an id of at least `id`. */
export const indexOfId = (events: LogEvent[], id: bigint): number => {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.id ?? id) < id) low = middle + 1;
    else high = middle;
  }
  return low;
};
