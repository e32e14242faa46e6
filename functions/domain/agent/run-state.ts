import * as v from 'valibot';
import { executionSchema } from '../step-schemas.ts';
import type { AgentDisconnectRequest } from './request.ts';

/** What the steps of agent-disconnect find in the state. Instances are in the cluster's ledger, never in the state: they may be thousands. */

/** Result of CheckClusterWatched. */
export interface Watch {
  clusterArn: string;
  clusterName: string;
  /** Whether its outages are looked at: all are by hand. */
  isWatched: boolean;
  /** Why, or why not, for people. */
  reason: string;
  /** Container instances that are registered. */
  registered: number;
  /** Whether outages are alerted and followed to their end. */
  isFollowed: boolean;
  /** Seconds until the first look. */
  waitSeconds: number;
}

/** Result of VerifyDisconnects, a look. Counts of instances, of this run unless said otherwise. */
export interface Verification {
  status: 'UNDECIDED' | 'DECIDED';
  looks: number;
  /** Disconnected, running, and alerted or to be alerted by this run. */
  confirmed: number;
  reconnected: number;
  /** Not there any more, terminated or stopped. */
  gone: number;
  /** External and not heard of by Systems Manager. */
  offline: number;
  /** Disconnected at the last look but back in between: no outage yet. */
  flapping: number;
  /** Disconnected, but another run follows them. */
  followedByOthers: number;
  /** Times that instances were seen to have been back and gone again. */
  flaps: number;
  /** All confirmed outages of the cluster that last, of all runs. */
  affected: number;
  /** ISO 8601. */
  lookedAt: string;
  /** Seconds until the next look. */
  waitSeconds: number;
}

/** Result of CheckRecovery, a look. */
export interface Recovery {
  /** `NEWS`: something is to be told. */
  status: 'NEWS' | 'QUIET';
  /** Outages of this run that last. */
  remaining: number;
  /** Over by reconnection, and not told yet. */
  reconnected: number;
  /** Over because the instance is gone, stopped or offline, and not told yet. */
  gone: number;
  isReminderDue: boolean;
  /** The run's limit is reached: what remains is told and not followed any more. */
  isOverdue: boolean;
  /** ISO 8601. */
  lookedAt: string;
  waitSeconds: number;
}

/** Result of AlertDisconnects, TellRecovery and KeepAlert. */
export interface Told {
  /** SNS's or SQS's id of the message; null where there was nothing to tell. */
  messageId: string | null;
  /** Instances it is about. */
  instances: number;
  /** ISO 8601. */
  at: string;
}

/** Result of ActOnInstances: counts of actions by what came of them. */
export interface Acted {
  /**
   * Why nothing was done, or not all: `STORM`: more than a quarter of the cluster is affected; `CAP`: the hour allows no more. Null where
   * nothing was held back.
   */
  held: 'STORM' | 'CAP' | 'DRY_RUN' | 'NONE_WANTED' | null;
  started: number;
  done: number;
  failed: number;
  skipped: number;
}

const kept = <T>(what: string, ...keys: (keyof T & string)[]) =>
  v.custom<T>(
    (value) => typeof value === 'object' && value !== null && keys.every((key) => key in value),
    `the ${what} as an earlier state leaves it`,
  );

export const requestSchema = kept<AgentDisconnectRequest>('request', 'cluster', 'confirmations');
export const watchSchema = kept<Watch>('watch', 'clusterArn', 'registered');
export const verificationSchema = kept<Verification>('verification', 'status', 'confirmed');
export const recoverySchema = kept<Recovery>('recovery', 'status', 'remaining');
export const actedSchema = kept<Acted>('actions taken', 'held', 'done');

/** What a step is handed: the whole state, of which it reads what it needs. */
export const runState = { request: requestSchema, watch: watchSchema, execution: executionSchema };
