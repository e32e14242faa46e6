import { errorMessage } from '../../../shared/errors.ts';
import { clusterLabel, type LogLevel } from '../../contract.ts';
import { findAgents } from '../agent-container.ts';
import type { DescribedContainer, Engine, ListedContainer } from '../engine.ts';
import type { SentryOptions } from '../options.ts';
import type { ProtectedContainer, SentryState } from '../state.ts';
import type { StateKeeper } from '../state-keeper.ts';
import { carryOut, clusterOf, describeAll, type Outcome, protectionLines } from './carry-out.ts';
import { judge, type Protection, planAgent, type Remark } from './plan.ts';

/** What going offline needs. */
export interface GoOfflineTools {
  engine: Engine;
  /** In the phase OFFLINE, with the first failed probe. */
  state: StateKeeper;
  options: Pick<SentryOptions, 'restartPolicy' | 'intervalMs' | 'probeTimeoutMs' | 'isDryRun'>;
  /** The container that the sentry runs in. */
  ownContainer: string | undefined;
  /** When the host was last known to be up before the outage, or before the sentry was started in it; undefined: nobody knows. */
  aliveAt: Date | undefined;
  now(): Date;
  /** A line of the log. */
  say(level: LogLevel, message: string): void;
}

/** How a look ended. */
export interface OfflineLook {
  /** Whether the agent does no harm: paused, by whomever, or not there. */
  isAgentStill: boolean;
  /** Names of containers that were protected or started in this look. */
  done: string[];
  /** Names of containers that failed: the next look tries again. */
  failed: string[];
}

/** One outage. */
export interface GoOffline {
  /**
   * Pauses the agent and protects what is not protected yet; where there is nothing to do it does nothing. To be called every round while
   * the outage lasts, and when a container starts or dies; one call at a time.
   *
   * @throws what the Engine's list, or writing the state file, failed with: then nothing was changed that is not remembered
   */
  look(): Promise<OfflineLook>;
}

/** How a container was left. */
interface Settled {
  standing: 'up' | 'down';
  /** As the state had it: coming back, broken off, may have changed it since. */
  kept: ProtectedContainer | undefined;
}

/** The outage, as far as the looks have come. */
interface Progress {
  tools: GoOfflineTools;
  /** Remarks that were made in this outage: each is made once. */
  said: Set<string>;
  /** Containers that are as they should be, by id: they are not described again while they stay so. */
  settled: Map<string, Settled>;
  /** When policies were set; milliseconds, by id. */
  setAt: Map<string, number>;
  engineStartedAt: number | undefined;
  aliveAt: number | undefined;
}

const remark = ({ tools, said }: Progress, { level, message }: Remark): void => {
  if (said.has(message)) return;
  said.add(message);
  tools.say(level, message);
};

const pauseAgent = async (progress: Progress, listed: readonly ListedContainer[]): Promise<boolean> => {
  const { engine, state, options, say } = progress.tools;
  const plan = planAgent(await findAgents(engine, listed), state.current.pausedAgent);
  if (plan.pause === undefined) {
    if (plan.remark !== undefined) remark(progress, plan.remark);
    return plan.isStill;
  }
  const { id, name } = plan.pause;
  if (options.isDryRun) {
    remark(progress, { level: 'INFO', message: `dry run: ecs agent ${name} would be paused` });
    return true;
  }
  // Even where it is remembered: a write that failed is remembered in memory only.
  await state.change((current) => ({ ...current, pausedAgent: id }));
  try {
    const isThere = await engine.pause(id);
    say('INFO', isThere ? 'ecs agent paused..' : 'ecs agent is gone');
    return isThere;
  } catch (error) {
    remark(progress, {
      level: 'ERROR',
      message: `ecs agent could not be paused: ${errorMessage(error)}; it is tried again`,
    });
    return false;
  }
};

const standingOf = ({ state }: ListedContainer): Settled['standing'] =>
  ['running', 'paused', 'restarting'].includes(state) ? 'up' : 'down';

const sayFailures = (progress: Progress, { failed }: Outcome): string[] =>
  [...failed].map(([container, reason]) => {
    const subject = `container name: ${container.name}, ecs cluster: ${clusterOf(container)}:`;
    remark(progress, { level: 'ERROR', message: `${subject} ${reason}; it is tried again` });
    return container.name;
  });

const judgeAll = (progress: Progress, described: readonly DescribedContainer[]): Protection[] => {
  const { tools, settled, setAt, engineStartedAt, aliveAt } = progress;
  const { options, state } = tools;
  const now = tools.now();
  const outageStartedAt = Date.parse(state.current.outageStartedAt ?? now.toISOString());
  // The link may have been lost right after the last probe that was well.
  const linkSeenAt = outageStartedAt - options.intervalMs - options.probeTimeoutMs;
  const times = { outageStartedAt, linkSeenAt, engineStartedAt, aliveAt };
  const circumstances = { policy: options.restartPolicy, times, now: now.toISOString(), others: described, setAt };
  const protections: Protection[] = [];
  for (const container of described) {
    const judgement = judge(container, state.current, circumstances);
    if (judgement !== undefined && 'container' in judgement) protections.push(judgement);
    else {
      settled.set(container.id, { standing: standingOf(container), kept: state.current.containers[container.id] });
    }
    if (judgement !== undefined && 'message' in judgement) remark(progress, judgement);
  }
  return protections;
};

const remember =
  (protections: readonly Protection[]) =>
  (state: SentryState): SentryState => ({
    ...state,
    containers: {
      ...state.containers,
      ...Object.fromEntries(protections.map(({ container }) => [container.id, container])),
    },
  });

/** What was remembered and vanished before it was changed. */
const forget =
  (ids: readonly string[]) =>
  (state: SentryState): SentryState => ({
    ...state,
    containers: Object.fromEntries(Object.entries(state.containers).filter(([id]) => !ids.includes(id))),
  });

const protect = async (
  progress: Progress,
  protections: readonly Protection[],
): Promise<Omit<OfflineLook, 'isAgentStill'>> => {
  const { engine, state, options, now, say } = progress.tools;
  const names = protections.map(({ container }) => container.name);
  if (options.isDryRun) {
    for (const line of protections.flatMap(protectionLines)) {
      remark(progress, { level: 'INFO', message: `dry run: ${line}` });
    }
    return { done: names, failed: [] };
  }
  if (protections.length === 0) return { done: [], failed: [] };
  await state.change(remember(protections));
  const outcome = await carryOut(engine, protections, (message) => say('INFO', message));
  if (outcome.gone.length > 0) await state.change(forget(outcome.gone));
  const failed = sayFailures(progress, outcome);
  for (const { container, setsPolicy } of protections) {
    if (setsPolicy && !failed.includes(container.name)) progress.setAt.set(container.id, now().getTime());
  }
  return { done: names.filter((name) => !failed.includes(name)), failed };
};

/** What was settled under another Engine has gone down with it. */
const notice = (progress: Progress, startedAt: string | undefined): void => {
  if (startedAt === undefined) return;
  const engineStartedAt = Date.parse(startedAt);
  if (engineStartedAt !== progress.engineStartedAt) progress.settled.clear();
  progress.engineStartedAt = engineStartedAt;
};

const look = async (progress: Progress): Promise<OfflineLook> => {
  const { engine, state, ownContainer, now } = progress.tools;
  const listed = await engine.listContainers();
  // The agent first: it kills what was restarted.
  const isAgentStill = await pauseAgent(progress, listed);
  notice(progress, await engine.startedAt().catch(() => undefined));
  const ours = listed.filter(({ id, labels }) => labels[clusterLabel] !== undefined && id !== ownContainer);
  const open = ours.filter((container) => {
    const settled = progress.settled.get(container.id);
    return settled?.standing !== standingOf(container) || settled.kept !== state.current.containers[container.id];
  });
  const described = await describeAll(engine, open);
  const unseen = sayFailures(progress, described);
  const { done, failed } = await protect(progress, judgeAll(progress, described.described));
  if (unseen.length === 0) progress.aliveAt = now().getTime();
  return { isAgentStill, done, failed: [...unseen, ...failed] };
};

/** Begins an outage, or goes on with the one that the state file tells of. To be made anew for each. */
export const goOffline = (tools: GoOfflineTools): GoOffline => {
  const progress: Progress = {
    tools,
    said: new Set(),
    settled: new Map(),
    setAt: new Map(),
    engineStartedAt: undefined,
    aliveAt: tools.aliveAt?.getTime(),
  };
  return { look: () => look(progress) };
};
