import { causeInWords } from '../../report/cause-in-words.ts';
import type { Acted } from '../run-state.ts';
import { type InstanceOutage, isStorm, type NoticeContext } from './context.ts';
import { disconnectedMetrics } from './metrics.ts';
import { type Notice, noticeOf } from './notice.ts';
import { alertSubject } from './subject.ts';
import { counted } from './words.ts';

/** What else an alert says. */
export interface AlertDetails {
  /** What came of the actions; null where none were tried or they failed as a whole. */
  acted: Acted | null;
  /** What Catches left in the state, by state. */
  failure: Record<string, unknown>;
  listLink: string | null;
}

const failedInWords = (what: string, caught: unknown): string[] => {
  if (typeof caught !== 'object' || caught === null) return [];
  const { Error: error = 'Error', Cause: cause = '' } = caught as { Error?: string; Cause?: string };
  return [`${what} failed (${error}: ${causeInWords(cause)}).`];
};

const heldInWords = ({ acted }: AlertDetails, { request }: NoticeContext): string[] => {
  const wanted = request.actions.join(', ');
  switch (acted?.held) {
    case 'STORM':
      return [`Nothing was done (${wanted}): more than a quarter of the cluster is affected.`];
    case 'CAP':
      return [`Nothing more was done (${wanted}): at most ${request.maxActionsPerHour} actions an hour are allowed.`];
    case 'DRY_RUN':
      return [`Nothing was done (${wanted}): dryRun.`];
    default:
      return [];
  }
};

const cause =
  'Many at once have a cause in common more often than not: network, endpoints, credentials, an update of the agent.';

/** The alert about a run's confirmed outages: one message, however many instances. */
export const alertNotice = (
  outages: readonly InstanceOutage[],
  details: AlertDetails,
  context: NoticeContext,
): Notice => {
  const { clusterName, region, accountId, registered, affected } = context;
  const isDigest = outages.length > 1 && isStorm(outages.length, context);
  const others = affected - outages.length;
  return noticeOf(
    {
      kind: 'ISSUE',
      subject: alertSubject(outages.length, context),
      lines: [
        `The ECS agent of ${outages.length} of ${counted(registered, 'container instance')} of cluster ${clusterName} ` +
          `(${region}, account ${accountId}) is disconnected, and has stayed so.`,
        outages.every(({ facts }) => facts?.host === 'RUNNING')
          ? 'The instances run. Their tasks run on, but ECS can neither start, stop nor watch any there.'
          : 'Where the instances run, their tasks run on, but ECS can neither start, stop nor watch any there.',
        ...(others > 0
          ? [`Beside these, ${counted(others, 'outage')} alerted before ${others === 1 ? 'lasts' : 'last'}.`]
          : []),
        ...(isDigest ? [cause] : []),
        ...heldInWords(details, context),
        ...failedInWords('Acting on them', details.failure['ActOnInstances']),
        ...failedInWords('Starting your hook', details.failure['StartHook']),
      ],
      isDigest,
      sections: [{ heading: 'Disconnected:', outages }],
      listLink: details.listLink,
      metrics: disconnectedMetrics(outages, context),
    },
    context,
  );
};

/** What the log says of an instance that was alerted. */
export interface IssueRecord {
  cluster: string;
  containerInstance: string;
  instanceId: string | null;
  availabilityZone: string | null;
  isExternal: boolean | null;
  /** ISO 8601; null where no event told. */
  since: string | null;
  runningTasks: number | null;
  flaps: number;
}

/** A record of each instance that was alerted: Logs Insights counts the lines that say `ISSUE`. */
export const issueRecords = (outages: readonly InstanceOutage[], { clusterName }: NoticeContext): IssueRecord[] =>
  outages.map(({ id, facts, since, flaps }) => ({
    cluster: clusterName,
    containerInstance: id,
    instanceId: facts?.instanceId ?? null,
    availabilityZone: facts?.availabilityZone ?? null,
    isExternal: facts?.isExternal ?? null,
    since,
    runningTasks: facts?.runningTasks ?? null,
    flaps,
  }));
