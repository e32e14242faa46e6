import type { Arrival } from '../../../sandbox/services/logs.ts';
import { logEventOverheadBytes } from '../prices.ts';

const prefix = /^.*?ecs-runbooks-[a-z]+-/;

/** A function's name, of its log group's or its full name, without what the stack puts before it. */
export const shortName = (name: string): string => name.replace(prefix, '');

/** Counts something once more. */
export const addTo = <Key>(counts: Map<Key, number>, key: Key, by = 1): void =>
  void counts.set(key, (counts.get(key) ?? 0) + by);

/** Counts what functions write. */
export class LogCounts {
  /** Invocations by function. */
  readonly starts = new Map<string, number>();
  /** Lines that say ISSUE, by container instance. */
  readonly alerted = new Map<string, number>();
  readonly #metricHours = new Set<string>();
  bytes = 0;
  measuredMs = 0;

  add({ group, events }: Arrival): void {
    for (const { message, timestamp } of events) {
      this.bytes += Buffer.byteLength(message) + logEventOverheadBytes;
      if (message.startsWith('START ')) addTo(this.starts, shortName(group));
      else if (message.startsWith('REPORT ')) this.measuredMs += Number(/\tDuration: ([\d.]+)/.exec(message)?.[1] ?? 0);
      else if (message.startsWith('{"_aws"')) this.#addMetrics(message, Math.floor(timestamp / 3_600_000));
      else if (message.includes('ISSUE: ')) addTo(this.alerted, instanceIn(message));
    }
  }

  /** Custom metrics, each counted once for every hour in which it was told. */
  get metricHours(): number {
    return this.#metricHours.size;
  }

  #addMetrics(message: string, hour: number): void {
    const line = JSON.parse(message) as Record<string, unknown> & {
      _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] };
    };
    for (const { Namespace, Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
      for (const dimensions of Dimensions) {
        const values = dimensions.map((name) => `${name}=${String(line[name])}`).join(' ');
        for (const { Name } of Metrics) this.#metricHours.add(`${Namespace} ${values} ${Name} ${hour}`);
      }
    }
  }
}

const instanceIn = (message: string): string =>
  /"containerInstance":"([^"]+)"/.exec(message)?.[1] ?? `a line without an instance: ${message}`;
