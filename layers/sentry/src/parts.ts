import type { Finding } from '../../shared/finding.ts';
import type { Clock } from './clock.ts';
import type { ComeBackResult } from './come-back/come-back.ts';
import type { ChangeOfLink, Link } from './link.ts';
import type { SentryLog } from './log.ts';
import type { SentryOptions } from './options.ts';
import type { Probe } from './probe.ts';
import type { ProbeNote, Records } from './records.ts';
import type { StateKeeper } from './state-keeper.ts';

/** What is done to containers; each may be called again until it has nothing left to do. */
export interface Actions {
  /** One look of an outage: pauses the agent, protects what is not protected yet, starts what is down. Whatever failed is tried again. */
  goOffline(): Promise<{ isAgentStill: boolean; failed: string[] }>;
  /** One pass of coming back; broken off by the signal. */
  comeBack(signal: AbortSignal): Promise<Pick<ComeBackResult, 'status' | 'waiting'>>;
}

/** What the loop is made of; all that waits, reads or changes something is handed in. */
export interface SentryParts {
  options: SentryOptions;
  probe: Probe;
  actions: Actions;
  state: StateKeeper;
  records: Records;
  log: SentryLog;
  clock: Clock;
  /** What stands against the protection of containers at the moment. */
  warnings(): readonly Finding[];
  /** Called before each sleep. */
  rest(): void;
}

/** What the loop remembers from round to round. */
export interface Watch {
  startedAt: string;
  link: Link;
  /** The first failure of the outage that was confirmed last; null: none was. */
  lost: ChangeOfLink['first'] | null;
  /** Milliseconds until the next probe. */
  nextInMs: number;
  /** The latest ones, oldest first; empty before the first. */
  probes: ProbeNote[];
  /** Names of containers that wait to be replaced, as they were last told. */
  toldWaiting: string;
}
