import * as v from 'valibot';
import { emptyLedger, type Ledger, newOutage, type Outage } from '../../../../../functions/domain/agent/ledger.ts';
import type { NoticeContext } from '../../../../../functions/domain/agent/notice/context.ts';
import { noticeContext } from '../../../../../functions/domain/agent/notice/context.ts';
import {
  type AgentDisconnectRequest,
  agentDisconnectRequestSchema,
} from '../../../../../functions/domain/agent/request.ts';
import type { Recovery, Watch } from '../../../../../functions/domain/agent/run-state.ts';

/** A run that tells, at ten to six. */

export const now = '2026-11-21T05:53:12.000Z';

export const request: AgentDisconnectRequest = v.parse(agentDisconnectRequestSchema, { cluster: 'prod' });

export const watchOf = (
  place: { region?: string; partition?: string; name?: string; registered?: number } = {},
): Watch => {
  const { region = 'eu-west-1', partition = 'aws', name = 'prod', registered = 40 } = place;
  return {
    clusterArn: `arn:${partition}:ecs:${region}:111122223333:cluster/${name}`,
    clusterName: name,
    isWatched: true,
    reason: 'all clusters are watched',
    registered,
    isFollowed: true,
    waitSeconds: 0,
  };
};

export const executionOf = (stage = 'prod', name = 'prod-1f6a09c2d3-20261121T0550Z') => ({
  id: `arn:aws:states:eu-west-1:111122223333:execution:ecs-runbooks-${stage}-agent-disconnect:${name}`,
  name,
  startedAt: '2026-11-21T05:51:20.000Z',
});

export const facts: NonNullable<Outage['facts']> = {
  instanceId: 'i-0123456789abcdef0',
  isExternal: false,
  availabilityZone: 'eu-west-1a',
  osType: 'linux',
  status: 'ACTIVE',
  runningTasks: 4,
  pendingTasks: 0,
  host: 'RUNNING',
};

export const external: Partial<NonNullable<Outage['facts']>> = {
  instanceId: 'mi-0123456789abcdef0',
  isExternal: true,
  availabilityZone: null,
};

/** A confirmed outage since 05:50:12Z that this run follows. */
export const outage = (
  changes: Partial<Outage> = {},
  factChanges: Partial<NonNullable<Outage['facts']>> = {},
): Outage => ({
  ...newOutage(7, '2026-11-21T05:50:12.000Z'),
  firstSeenAt: '2026-11-21T05:52:00.000Z',
  looks: 2,
  owner: executionOf().id,
  confirmedAt: '2026-11-21T05:53:00.000Z',
  facts: { ...facts, ...factChanges },
  ...changes,
});

/** 32 hexadecimal digits, in order. */
export const idOf = (index: number): string => `${index}`.padStart(32, '0');

export const ledgerOf = (outages: Record<string, Outage>, watch = watchOf()): Ledger => ({
  ...emptyLedger(watch.clusterArn),
  outages,
});

/** So many outages, every third external, over three zones. */
export const many = (count: number, changes: Partial<Outage> = {}): Record<string, Outage> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      idOf(index),
      outage(changes, index % 3 === 2 ? external : { availabilityZone: `eu-west-1${'ab'[index % 2]}` }),
    ]),
  );

export const contextOf = (ledger: Ledger, watch = watchOf(), given: Partial<NoticeContext> = {}): NoticeContext => ({
  ...noticeContext({ watch, request, execution: executionOf() }, ledger, now),
  ...given,
});

/** A look of CheckRecovery. */
export const recovery: Recovery = {
  status: 'NEWS',
  remaining: 0,
  reconnected: 0,
  gone: 0,
  isReminderDue: false,
  isOverdue: false,
  lookedAt: '2026-11-21T05:53:10.000Z',
  waitSeconds: 30,
};
