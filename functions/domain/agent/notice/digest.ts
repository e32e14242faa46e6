import { type InstanceOutage, mostNamed, type NoticeContext } from './context.ts';
import { kindOf } from './instance.ts';

/** What a storm's instances have in common: how many of each zone and kind, most first: `eu-west-1a EC2: 200`. */
export const countsByPlace = (outages: readonly InstanceOutage[]): string[] => {
  const counts = new Map<string, number>();
  for (const outage of outages) {
    const place = [outage.facts?.availabilityZone, kindOf(outage)].filter(Boolean).join(' ');
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return [...counts]
    .sort(([one, count], [other, others]) => others - count || (one < other ? -1 : 1))
    .map(([place, count]) => `${place}: ${count}`);
};

/** The whole list of a storm, as an object in the reports bucket. */
export interface ListObject {
  key: string;
  text: string;
}

const columns = [
  'containerInstance',
  'instanceId',
  'kind',
  'availabilityZone',
  'status',
  'host',
  'since',
  'firstSeenAt',
  'runningTasks',
  'pendingTasks',
  'flaps',
  'endedAt',
  'end',
  'actions',
];

const quoted = (cell: string | number | null | undefined): string => {
  const text = `${cell ?? ''}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const row = (outage: InstanceOutage): string => {
  const { id, facts, since, firstSeenAt, flaps, endedAt, end, actions } = outage;
  const done = actions.map(({ action, status, detail }) => `${action} ${status}: ${detail}`).join('; ');
  return [
    id,
    facts?.instanceId,
    kindOf(outage),
    facts?.availabilityZone,
    facts?.status,
    facts?.host,
    since,
    firstSeenAt,
    facts?.runningTasks,
    facts?.pendingTasks,
    flaps,
    endedAt,
    end,
    done,
  ]
    .map(quoted)
    .join(',');
};

/**
 * The object that lists all instances of a message where it names only the first; undefined where it names them all.
 *
 * @param name of the message within its execution; the same again writes the same object over
 */
export const listObject = (
  outages: readonly InstanceOutage[],
  name: string,
  { execution }: NoticeContext,
): ListObject | undefined =>
  outages.length > mostNamed
    ? {
        key: `agent-disconnect/${execution.name}/${name}.csv`,
        text: `${[columns.join(','), ...outages.map(row)].join('\n')}\n`,
      }
    : undefined;

/** Name of a message about what a look found: `told-20261121T0610Z…`, one a look. */
export const listNameOf = (lookedAt: string): string => `told-${lookedAt.replace(/[-:.]/g, '')}`;
