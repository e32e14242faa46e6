import { parseArn } from '../../ecs/arn.ts';
import type { ExecutionRef } from '../../runbook.ts';
import type { Ledger, Outage } from '../ledger.ts';
import type { AgentDisconnectRequest } from '../request.ts';
import type { Watch } from '../run-state.ts';

/** What all forms of a notice are made with, beside the outages that it is about. */
export interface NoticeContext {
  clusterArn: string;
  clusterName: string;
  partition: string;
  region: string;
  accountId: string;
  /** Container instances of the cluster. */
  registered: number;
  /** Confirmed outages of the cluster that last, of all runs. */
  affected: number;
  request: AgentDisconnectRequest;
  execution: ExecutionRef;
  /** ISO 8601. */
  now: string;
}

interface NoticeState {
  watch: Watch;
  request: AgentDisconnectRequest;
  execution: ExecutionRef;
}

/** The context of a notice of a run, at a moment, as the cluster's ledger says. */
export const noticeContext = (
  { watch, request, execution }: NoticeState,
  ledger: Ledger,
  now: string,
): NoticeContext => {
  const { partition = 'aws', region = '', accountId = '' } = parseArn(watch.clusterArn) ?? {};
  const lasting = Object.values(ledger.outages).filter(
    ({ confirmedAt, endedAt }) => confirmedAt !== null && endedAt === null,
  );
  return {
    clusterArn: watch.clusterArn,
    clusterName: watch.clusterName,
    partition,
    region,
    accountId,
    registered: watch.registered,
    affected: lasting.length,
    request,
    execution,
    now,
  };
};

/** An outage with the id of its container instance. */
export type InstanceOutage = Outage & { id: string };

/** Instances that a message names one by one; it counts the rest. */
export const mostNamed = 25;

/**
 * Whether it is a storm: more instances than anyone reads of one by one, or more than a quarter of the cluster. Then a cause in common is
 * likelier than so many single ones.
 */
export const isStorm = (instances: number, { affected, registered }: NoticeContext): boolean =>
  instances > mostNamed || affected * 4 > registered;
