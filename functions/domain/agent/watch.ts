import { shortId } from '../ecs/arn.ts';
import type { AgentDisconnectRequest } from './request.ts';
import type { Watch } from './run-state.ts';
import { windowEnd, windowSeconds } from './window.ts';

/** The tag that says whether a cluster is watched, where the suite watches only those that have it. */
export const monitoringTag = 'ecs-agent-monitoring';

/** What is known of a cluster. */
interface ClusterFacts {
  arn: string;
  name: string;
  registered: number;
  tags: Record<string, string>;
}

interface Watching {
  request: Pick<AgentDisconnectRequest, 'cluster' | 'window' | 'graceSeconds' | 'follow'>;
  /** Value that the tag has in clusters that are watched; empty: all are. */
  tagValue: string;
  /** ISO 8601. */
  now: string;
}

const asTagged = (value: string | undefined): string =>
  value === undefined ? `it has no tag ${monitoringTag}` : `its tag ${monitoringTag} is ${value}`;

const judge = ({ tags }: ClusterFacts, { request, tagValue }: Watching): Pick<Watch, 'isWatched' | 'reason'> => {
  const value = tags[monitoringTag];
  if (tagValue === '') return { isWatched: true, reason: 'all clusters are watched' };
  if (value === tagValue) return { isWatched: true, reason: asTagged(value) };
  const reason = `${asTagged(value)}; those with the value ${tagValue} are watched`;
  return request.window === undefined
    ? { isWatched: true, reason: `looked at by hand, although it is not watched: ${reason}` }
    : { isWatched: false, reason };
};

/**
 * The events of a window are looked at when its last one is as old as the grace; by hand now. No event is of a window that has not begun:
 * where one seems to be, clocks differ, or a person has made a window up.
 */
const secondsToWait = ({ request: { window, graceSeconds }, now }: Watching): number => {
  if (window === undefined) return 0;
  const left = Math.ceil((Date.parse(windowEnd(window)) - Date.parse(now)) / 1_000);
  return Math.max(0, Math.min(left, windowSeconds) + graceSeconds);
};

/** Whether a cluster is looked at, when, and whether its outages are followed to their end. */
export const watchOf = (cluster: ClusterFacts, given: Watching): Watch => ({
  clusterArn: cluster.arn,
  clusterName: cluster.name,
  ...judge(cluster, given),
  registered: cluster.registered,
  isFollowed: given.request.follow ?? given.request.window !== undefined,
  waitSeconds: secondsToWait(given),
});

/** A cluster that is gone since the events of a window: there is nothing to look at. */
export const watchOfGone = ({ request }: Watching): Watch => ({
  clusterArn: request.cluster,
  clusterName: shortId(request.cluster),
  isWatched: false,
  reason: 'it has been deleted',
  registered: 0,
  isFollowed: false,
  waitSeconds: 0,
});
