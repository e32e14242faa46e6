import { programName } from '../contract.ts';
import { policyWords } from './restart-policy.ts';
import type { AffectedContainer, SentryStatus } from './status.ts';

const phaseWords: Readonly<Record<SentryStatus['phase'], string>> = {
  ONLINE: 'online: nothing is changed',
  OFFLINE: 'offline: containers are protected',
  RECONCILING: 'online again: changing back',
};

const runningLine = ({ isRunning, heartbeat }: SentryStatus): string => {
  if (!isRunning) return `${programName} does not run${heartbeat === null ? '' : `; last seen at ${heartbeat.at}`}`;
  if (heartbeat === null) return `${programName} runs, and has not looked yet`;
  return `${programName} runs since ${heartbeat.startedAt}, pid ${heartbeat.pid}, last seen at ${heartbeat.at}`;
};

const containerLine = ({ name, cluster, state, policyBefore, policySet, restartedBy }: AffectedContainer): string => {
  const restarted = restartedBy === null ? '' : `, restarted by ${restartedBy}`;
  const policies = `restart policy ${policyWords(policySet)} (before: ${policyWords(policyBefore)})`;
  return `  ${name}, ecs cluster ${cluster}: ${state ?? 'unknown'}${restarted}, ${policies}`;
};

const outageLine = ({ outage }: SentryStatus): string[] => {
  if (outage === null) return [];
  const end = outage.endedAt === null ? 'lasts' : `over since ${outage.endedAt}`;
  return [`outage: since ${outage.startedAt} (${outage.reason ?? 'unknown'}), ${end}`];
};

const section = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : [title, ...lines]);

const shownOutages = 5;

/** What `status` prints for people. */
export const statusText = (status: SentryStatus): string => {
  const { heartbeat, phase, reachedEndpoint, pausedAgent, containers, warnings, outages } = status;
  return [
    runningLine(status),
    `phase: ${phase} (${phaseWords[phase]})`,
    `endpoint: ${heartbeat?.endpoint ?? reachedEndpoint ?? 'unknown'}${reachedEndpoint === null ? ', never reached yet' : ''}`,
    ...outageLine(status),
    `ecs agent: ${pausedAgent === null ? 'not paused by the sentry' : `paused by the sentry (${pausedAgent.slice(0, 12)})`}`,
    ...section(
      'last probes:',
      (heartbeat?.probes ?? []).map(
        ({ at, isReachable, stage, reason, milliseconds }) =>
          `  ${at} ${isReachable ? 'reachable' : 'unreachable'} (${stage}: ${reason}, ${Math.round(milliseconds)} ms)`,
      ),
    ),
    ...section('affected containers:', containers.map(containerLine)),
    ...section(
      'warnings:',
      warnings.map(
        ({ status: worst, detail, remedy }) => `  [${worst}] ${detail}${remedy === undefined ? '' : `; ${remedy}`}`,
      ),
    ),
    ...section(
      'last outages:',
      outages
        .slice(-shownOutages)
        .map(
          (record) =>
            `  ${record.startedAt} to ${record.endedAt} (${record.reason}): ${record.protected} protected, ${record.restartedByDocker + record.startedBySentry} restarted, ${record.removed} removed, ${record.failed} failed`,
        ),
    ),
    '',
  ].join('\n');
};
