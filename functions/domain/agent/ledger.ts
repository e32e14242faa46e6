import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { shortId } from '../ecs/arn.ts';

/**
 * The outages of a cluster, as one object in the reports bucket keeps them between executions: who has noticed what, who tells of it, what
 * has been told and done. It is what makes an outage alerted once.
 */

const time = v.pipe(v.string(), v.isoTimestamp());
const nullable = <Schema extends v.GenericSchema>(schema: Schema) => v.nullable(schema);

/** Something done about an instance, or not. */
const actionSchema = v.object({
  action: v.picklist(['drain', 'restart-agent']),
  /** `STARTED` is written before it is done, so that the cap holds whatever happens. */
  status: v.picklist(['STARTED', 'DONE', 'FAILED', 'SKIPPED', 'PLANNED']),
  at: time,
  /** What came of it, for people. */
  detail: v.string(),
});

const hostSchema = v.picklist(['RUNNING', 'STOPPED', 'GONE', 'OFFLINE', 'UNKNOWN']);

const outageSchema = v.object({
  /** ECS's version of the container instance when it was last seen disconnected. */
  version: v.number(),
  /** When the agent disconnected, as the event told; null where no event did: then it was before `firstSeenAt`. */
  since: nullable(time),
  /** First look that found it disconnected; null before the first. */
  firstSeenAt: nullable(time),
  /** Looks in a row that found it disconnected without having been back. */
  looks: v.number(),
  /** Number of the last of its owner's looks that counts in `looks`: one that is repeated counts once. */
  countedLook: v.optional(v.number()),
  /** Times it was back between two looks. */
  flaps: v.number(),
  /** ARN of the execution that follows it; null before one does. */
  owner: nullable(v.string()),
  confirmedAt: nullable(time),
  alertedAt: nullable(time),
  remindedAt: nullable(time),
  /** Set when it is over, until that has been told. */
  endedAt: nullable(time),
  end: nullable(v.picklist(['RECONNECTED', 'GONE', 'STOPPED', 'OFFLINE'])),
  actions: v.array(actionSchema),
  /** What the last look knew; null before the first. */
  facts: nullable(
    v.object({
      instanceId: nullable(v.string()),
      isExternal: v.boolean(),
      availabilityZone: nullable(v.string()),
      osType: v.picklist(['linux', 'windows']),
      status: v.string(),
      runningTasks: v.number(),
      pendingTasks: v.number(),
      host: hostSchema,
    }),
  ),
});

export const ledgerSchema = v.object({
  format: v.literal(1),
  clusterArn: v.string(),
  /** By container instance id. */
  outages: v.record(v.string(), outageSchema),
  /** Actions of the last hour, those of outages that are over included: the cap counts them. */
  recentActions: v.array(v.object({ at: time, instance: v.string(), action: v.string() })),
});

export type Outage = v.InferOutput<typeof outageSchema>;
export type OutageAction = v.InferOutput<typeof actionSchema>;
export type Ledger = v.InferOutput<typeof ledgerSchema>;

/** Not below the runbook's own prefix: what lies there expires with the reports, which may be after a day. */
export const ledgerPrefix = 'ledgers/';

/** Where the ledger of a cluster lies: `ledgers/prod-1f6a09c2d3.json`. */
export const ledgerKey = (clusterArn: string): string =>
  `${ledgerPrefix}${shortId(clusterArn)}-${createHash('sha256').update(clusterArn).digest('hex').slice(0, 10)}.json`;

export const emptyLedger = (clusterArn: string): Ledger => ({ format: 1, clusterArn, outages: {}, recentActions: [] });

/** Reads a stored ledger; undefined for what is none. */
export const parseLedger = (text: string): Ledger | undefined => {
  try {
    const result = v.safeParse(ledgerSchema, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
};

/** An outage that nobody has looked at yet. */
export const newOutage = (version: number, since: string | null): Outage => ({
  version,
  since,
  firstSeenAt: null,
  looks: 0,
  countedLook: 0,
  flaps: 0,
  owner: null,
  confirmedAt: null,
  alertedAt: null,
  remindedAt: null,
  endedAt: null,
  end: null,
  actions: [],
  facts: null,
});

/** Whether an instance that is disconnected at `version` has been so since it was at `before`, without having been back. */
export const isSameOutage = (before: number, version: number): boolean => version - before <= 1;

/** The outages that an execution follows, by container instance id, in the order of their ids. */
export const ownOutages = (ledger: Ledger, execution: string): [string, Outage][] =>
  Object.entries(ledger.outages)
    .filter(([, { owner }]) => owner === execution)
    .sort(([one], [other]) => (one < other ? -1 : 1));

/**
 * The confirmed outages that last and that a run may act on, by container instance id, in the order of their ids: those that it follows;
 * of a run by hand, which follows none, those of the whole cluster.
 */
export const outagesToActOn = (
  ledger: Ledger,
  { execution, isFollowed }: { execution: string; isFollowed: boolean },
): [string, Outage][] =>
  Object.entries(ledger.outages)
    .filter(([, { confirmedAt, endedAt }]) => confirmedAt !== null && endedAt === null)
    .filter(([, { owner }]) => !isFollowed || owner === execution)
    .sort(([one], [other]) => (one < other ? -1 : 1));

/** What changeLedger writes after a change: nothing where it changed nothing. */
export const withChange = <Result>(
  before: Ledger,
  after: Ledger,
  result: Result,
): { ledger?: Ledger; result: Result } =>
  JSON.stringify(before) === JSON.stringify(after) ? { result } : { ledger: after, result };
