import type { Finding } from '../../shared/finding.ts';
import type { OutageRecord } from '../contract.ts';
import { restarter } from './come-back/decide.ts';
import { dockerEngine } from './docker-engine.ts';
import type { Engine } from './engine.ts';
import { isLocked } from './lock.ts';
import type { SentryOptions } from './options.ts';
import { type Heartbeat, readHeartbeat, readOutages } from './records.ts';
import { seeState } from './see-state.ts';
import type { ProtectedContainer, RestartPolicy, SentryState } from './state.ts';
import { surveyAgents, surveyContainers } from './survey.ts';
import { engineFinding, troubleFindings } from './warnings.ts';

/** A container that the sentry has changed. */
export interface AffectedContainer {
  id: string;
  name: string;
  cluster: string;
  /** As the Engine has it now; `gone`, or null where the Engine could not be asked. */
  state: string | null;
  policyBefore: RestartPolicy;
  policySet: RestartPolicy;
  /** Who has started it again in this outage. */
  restartedBy: 'docker' | 'the sentry' | null;
}

/** What `status --json` prints. */
export interface SentryStatus {
  version: 1;
  /** Whether a sentry works with the state directory. */
  isRunning: boolean;
  /** As it last told of itself; null: never. */
  heartbeat: Omit<Heartbeat, 'warnings'> | null;
  phase: SentryState['phase'];
  reachedEndpoint: string | null;
  /** The outage that lasts, or that is being cleaned up after; ISO 8601. */
  outage: { startedAt: string; endedAt: string | null; reason: string | null } | null;
  /** Id of the agent's container, where the sentry has paused it. */
  pausedAgent: string | null;
  containers: AffectedContainer[];
  warnings: Finding[];
  /** Outages that are over, oldest first. */
  outages: OutageRecord[];
}

type StatusOptions = Pick<SentryOptions, 'stateDirectory' | 'dockerHost'>;

const affected = async (engine: Engine, kept: ProtectedContainer): Promise<AffectedContainer> => {
  const { id, name, cluster, policyBefore, policySet } = kept;
  const same = { id, name, cluster, policyBefore, policySet };
  try {
    const now = await engine.inspectContainer(id);
    const by = now === undefined ? null : restarter(kept, now);
    return { ...same, state: now?.state ?? 'gone', restartedBy: by };
  } catch {
    return { ...same, state: null, restartedBy: null };
  }
};

const survey = async (engine: Engine, state: SentryState, dockerHost: string): Promise<Finding[]> => {
  try {
    const listed = await engine.listContainers();
    const troubles = await surveyContainers(engine, listed, state);
    return [...(await surveyAgents(engine, listed, state)), ...troubleFindings([...troubles.values()].flat())];
  } catch (error) {
    return [engineFinding(dockerHost, error)];
  }
};

const fileFinding = (problem: string | null): Finding[] =>
  problem === null ? [] : [{ check: 'state file', status: 'FAIL', detail: problem }];

/** Gathers what there is to know from the files and the Engine, whether the sentry runs or not. Changes nothing; never throws. */
export const collectStatus = async (
  { stateDirectory, dockerHost }: StatusOptions,
  engine: Engine = dockerEngine(dockerHost),
): Promise<SentryStatus> => {
  const { state, problem } = seeState(stateDirectory);
  const { warnings, ...heartbeat } = readHeartbeat(stateDirectory) ?? { version: null };
  const containers: AffectedContainer[] = [];
  for (const kept of Object.values(state.containers)) containers.push(await affected(engine, kept));
  return {
    version: 1,
    isRunning: await isLocked(stateDirectory),
    heartbeat: heartbeat.version === null ? null : heartbeat,
    phase: state.phase,
    reachedEndpoint: state.reachedEndpoint,
    outage:
      state.outageStartedAt === null
        ? null
        : { startedAt: state.outageStartedAt, endedAt: state.outageEndedAt, reason: state.outageReason },
    pausedAgent: state.pausedAgent,
    containers,
    warnings: [...fileFinding(problem), ...(await survey(engine, state, dockerHost))],
    outages: readOutages(stateDirectory),
  };
};
