import { RunbookError } from './runbook-error.ts';

/** What lies where a cluster's ledger should be is none. */
export class LedgerUnreadableError extends RunbookError {
  override readonly name = 'LedgerUnreadableError';

  constructor(uri: string) {
    super(
      `${uri} is no ledger of outages that this suite wrote: look at it with: aws s3 cp ${uri} -; ` +
        `remove it with: aws s3 rm ${uri}; outages that still last are then alerted again`,
    );
  }
}

/** The outages that a run follows are not in the ledger any more: whoever removed it removed what is to be told. */
export class LedgerLostError extends RunbookError {
  override readonly name = 'LedgerLostError';

  constructor(clusterName: string, outages: number) {
    super(
      `the ledger of ${clusterName} has been removed or replaced while this run followed outages in it (${outages} at its last look); ` +
        `those that last are alerted again, and followed, by: runbook start agent-disconnect cluster=${clusterName} follow=true`,
    );
  }
}

/** Others changed the ledger each time this run was about to. Passes by itself. */
export class LedgerContendedError extends RunbookError {
  override readonly name = 'LedgerContendedError';

  constructor(clusterArn: string) {
    super(`several runs change the ledger of ${clusterArn} at this moment; it is tried again`);
  }
}

/** ECS knows no such cluster, or it is INACTIVE. */
export class ClusterNotFoundError extends RunbookError {
  override readonly name = 'ClusterNotFoundError';

  constructor(cluster: string, options?: ErrorOptions) {
    super(`cluster ${cluster} not found; see: aws ecs list-clusters`, options);
  }
}

/** The cluster's ARN points to another region or account than the one the suite is deployed in. */
export class ClusterElsewhereError extends RunbookError {
  override readonly name = 'ClusterElsewhereError';

  /** @param place `eu-west-1`, or `account 111122223333` */
  constructor(cluster: string, place: string) {
    super(`cluster ${cluster} is in ${place}; start the runbook of the suite that is deployed there`);
  }
}
