import { errorMessage } from '../../shared/errors.ts';
import { programName } from '../contract.ts';
import { endpointName } from './endpoint.ts';
import { startLink } from './link.ts';
import { beat, look } from './look.ts';
import { act, type Done } from './outage.ts';
import type { SentryParts, Watch } from './parts.ts';
import type { SentryState } from './state.ts';

const startWatch = ({ options, state, clock }: SentryParts): Watch => ({
  startedAt: clock.now().toISOString(),
  link: startLink({
    // Also while it comes back: it takes as many good probes as ever to go on with that.
    isOffline: state.current.phase !== 'ONLINE',
    hasBeenReached: state.current.reachedEndpoint === endpointName(options.endpoint),
  }),
  lost: null,
  nextInMs: 0,
  probes: [],
  toldWaiting: '',
});

/** What the sentry has changed at the moment, in words. */
const changesOf = ({ containers, pausedAgent }: SentryState): string => {
  const count = Object.keys(containers).length;
  return `${count} ${count === 1 ? 'container' : 'containers'} protected, ecs agent ${pausedAgent === null ? 'not paused' : 'paused'}`;
};

const sayStart = ({ options, state, log }: SentryParts): void => {
  const { Name, MaximumRetryCount } = options.restartPolicy;
  const lines = [
    `${programName} - starting..`,
    `arg - aws region: ${options.region}`,
    `arg - interval: ${options.intervalMs / 1_000}`,
    `arg - retries: ${MaximumRetryCount}`,
    `arg - logfile: ${log.path ?? 'none'}`,
    `arg - loglevel: ${options.logLevel}`,
    `arg - endpoint: ${endpointName(options.endpoint)}`,
    `arg - proxy: ${options.proxy === null ? 'none' : endpointName(options.proxy)}`,
    `arg - restart policy: ${Name}, reconnect: ${options.reconnect}`,
    `arg - state directory: ${options.stateDirectory}, docker host: ${options.dockerHost}`,
  ];
  for (const line of lines) log.write('INFO', 'startup', line);
  if (log.problem !== null) log.write('WARNING', 'startup', log.problem);
  const { phase, outageStartedAt } = state.current;
  if (phase === 'ONLINE') return;
  const since = outageStartedAt === null ? '' : ` since ${outageStartedAt}`;
  log.write('WARNING', 'startup', `going on with the outage${since} (${phase}): ${changesOf(state.current)}`);
};

const sayStop = ({ state, log }: SentryParts, reason: unknown): void => {
  const { phase } = state.current;
  const rest =
    phase === 'ONLINE'
      ? 'nothing is changed'
      : `in the middle of an outage (${phase}): ${changesOf(state.current)}; left so: the next start goes on, '${programName} release' changes it back`;
  log.write(phase === 'ONLINE' ? 'INFO' : 'WARNING', 'shutdown', `${String(reason)}: stopping, ${rest}`);
};

/** One look and what follows from it; whatever fails is logged and tried again with the next one. */
const round = async (parts: SentryParts, watch: Watch, stop: AbortSignal): Promise<Done> => {
  const { log, options } = parts;
  try {
    log.write('INFO', 'begin', 'connectivity test..');
    await look(parts, watch);
    return await act(parts, watch, stop);
  } catch (error) {
    log.write('ERROR', 'end', `${errorMessage(error)}; it is tried again`);
    watch.nextInMs = Math.min(Math.max(watch.nextInMs, 1_000), options.intervalMs);
    return 'LEFT';
  } finally {
    beat(parts, watch);
  }
};

const rounds = async (parts: SentryParts, watch: Watch, stop: AbortSignal): Promise<Done> => {
  const { options, log, clock, rest } = parts;
  for (;;) {
    const done = await round(parts, watch, stop);
    // Once is as often as it takes to be sure.
    if (stop.aborted || (options.isOnce && watch.link.contrary === 0)) return done;
    const seconds = watch.nextInMs / 1_000;
    log.write('INFO', 'end', seconds === 0 ? 'looking again at once..' : `sleeping for ${seconds} seconds..`);
    rest();
    await clock.sleep(watch.nextInMs, stop);
    if (stop.aborted) return done;
  }
};

/**
 * Watches the link and acts on outages, until the signal, or with `--once` until one look has been followed up. A stop in the middle of
 * an outage leaves everything as it is, as a SIGKILL would: it does not wait for what is being done.
 *
 * @returns whether what was due was done
 */
export const runSentry = async (parts: SentryParts, stop: AbortSignal): Promise<Done> => {
  sayStart(parts);
  const watch = startWatch(parts);
  const stopped = new Promise<'DONE'>((resolve) => {
    if (stop.aborted) resolve('DONE');
    stop.addEventListener('abort', () => resolve('DONE'));
  });
  const done = await Promise.race([rounds(parts, watch, stop), stopped]);
  if (stop.aborted) sayStop(parts, stop.reason);
  return done;
};
