import { errorMessage } from '../../shared/errors.ts';
import { exitCodes, programName } from '../contract.ts';
import { engineActions } from './actions.ts';
import { systemClock } from './clock.ts';
import { planComeBack, planLines } from './come-back/plan.ts';
import { dockerEngine } from './docker-engine.ts';
import { endpointName } from './endpoint.ts';
import type { Engine } from './engine.ts';
import { type Link, startLink, weighProbe } from './link.ts';
import type { SentryLog } from './log.ts';
import { logLine } from './log-line.ts';
import type { SentryOptions } from './options.ts';
import { findOwnContainer } from './own-container.ts';
import { endpointProbe, type Probe } from './probe.ts';
import { readHeartbeat } from './records.ts';
import { seeState } from './see-state.ts';
import type { SentryState } from './state.ts';
import { stateKeeper } from './state-keeper.ts';
import { describeAll } from './survey.ts';

interface PlanParts {
  options: SentryOptions;
  engine: Engine;
  log: SentryLog;
  state: SentryState;
}

/** As many probes as it takes to be sure. */
const settleLink = async ({ options, log, state }: PlanParts, probe: Probe): Promise<Link> => {
  let link = startLink({
    isOffline: state.phase !== 'ONLINE',
    hasBeenReached: state.reachedEndpoint === endpointName(options.endpoint),
  });
  do {
    const at = systemClock.now().toISOString();
    const result = await probe();
    log.write(
      'INFO',
      'connect',
      `${result.isReachable ? 'reachable' : 'unreachable'}: ${result.stage}: ${result.reason}`,
    );
    const verdict = weighProbe(link, result, at, options);
    if (verdict.warning !== null) log.write('WARNING', 'connect', verdict.warning);
    link = verdict.link;
  } while (link.contrary > 0);
  return link;
};

const planOffline = async ({ options, engine, log, state }: PlanParts): Promise<void> => {
  const beat = readHeartbeat(options.stateDirectory);
  const actions = engineActions({
    ...{ options, engine, log, now: systemClock.now },
    // Nothing is written.
    state: stateKeeper(state, async () => undefined),
    ownContainer: await findOwnContainer(),
    aliveAt: () => (beat === undefined ? undefined : new Date(beat.at)),
  });
  await actions.goOffline();
};

const planOnline = async ({ options, engine, log, state }: PlanParts): Promise<void> => {
  const described = await describeAll(engine, Object.values(state.containers));
  const plan = planComeBack(state, new Map(described.map((container) => [container.id, container])), options.reconnect);
  for (const line of planLines(plan)) log.write('INFO', 'ecs-online', `dry run: ${line}`);
};

const sayPlan = async (parts: PlanParts, probe: Probe): Promise<void> => {
  const { log, state } = parts;
  const { status, hasBeenReached } = await settleLink(parts, probe);
  if (status === 'ONLINE' && state.phase !== 'ONLINE') {
    log.write('INFO', 'ecs-online', 'dry run: ecs is reachable; this would be changed back:');
    return planOnline(parts);
  }
  const words =
    status === 'OFFLINE' && hasBeenReached
      ? 'ecs is unreachable; this would be done:'
      : 'nothing would be done now; in an outage, this would be:';
  log.write('INFO', 'ecs-offline', `dry run: ${words}`);
  return planOffline(parts);
};

/**
 * `--dry-run`: says what would be done now, or in an outage, and changes nothing: no container, no file, no log. Also while a sentry runs.
 *
 * @returns the exit code
 */
export const printPlan = async (options: SentryOptions, print: (text: string) => void): Promise<number> => {
  const log: SentryLog = {
    ...{ path: null, problem: null },
    write: (level, tag, message) =>
      print(logLine({ at: systemClock.now(), level, tag, message }, options.logFormat, process.pid)),
  };
  const { state, problem } = seeState(options.stateDirectory);
  if (problem !== null) log.write('WARNING', 'startup', problem);
  try {
    await sayPlan({ options, engine: dockerEngine(options.dockerHost), log, state }, endpointProbe(options));
    return exitCodes.ok;
  } catch (error) {
    log.write('ERROR', 'end', `${programName} could not look: ${errorMessage(error)}`);
    return exitCodes.failed;
  }
};
