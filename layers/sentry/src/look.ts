import { endpointName } from './endpoint.ts';
import { weighProbe } from './link.ts';
import type { SentryParts, Watch } from './parts.ts';
import type { ProbeResult } from './probe-result.ts';
import { maxProbes } from './records.ts';

/** Leaves what `status` shows. */
export const beat = ({ options, state, records, log, clock, warnings }: SentryParts, watch: Watch): void =>
  records.beat({
    version: 1,
    at: clock.now().toISOString(),
    startedAt: watch.startedAt,
    pid: process.pid,
    intervalMs: options.intervalMs,
    endpoint: endpointName(options.endpoint),
    phase: state.current.phase,
    link: {
      status: watch.link.status,
      hasBeenReached: watch.link.hasBeenReached,
      contrary: watch.link.contrary,
    },
    probes: watch.probes,
    logFile: log.path,
    warnings: [...warnings()],
  });

const sayResult = ({ options, log }: SentryParts, { isReachable, stage, reason, milliseconds }: ProbeResult): void => {
  const time = `${Math.round(milliseconds)} ms`;
  if (isReachable) log.write('INFO', 'connect', `ecs at ${options.region} is available.. (${reason}, ${time})`);
  else log.write('ERROR', 'connect', `error connecting to ecs at ${options.region}: ${stage}: ${reason} (${time})`);
};

/** Remembers, also across restarts, that the endpoint exists: from now on its silence is an outage. */
const keepReached = async ({ options, state, log }: SentryParts): Promise<void> => {
  const reachedEndpoint = endpointName(options.endpoint);
  if (state.current.reachedEndpoint === reachedEndpoint) return;
  log.write('INFO', 'connect', `${reachedEndpoint} has been reached: an outage is acted upon from now on`);
  await state.change((current) => ({ ...current, reachedEndpoint }));
};

/**
 * Probes once, weighs it and remembers it in `watch`. Changes nothing but what the state file says of the endpoint.
 *
 * @throws StateFileError where that cannot be written; `watch` has gone on all the same
 */
export const look = async (parts: SentryParts, watch: Watch): Promise<void> => {
  const { options, probe, log, clock } = parts;
  log.write('INFO', 'connect', `connecting to ecs at ${options.region}..`);
  const at = clock.now().toISOString();
  const result = await probe();
  sayResult(parts, result);
  const { link, change, nextInMs, warning } = weighProbe(watch.link, result, at, options);
  const { isReachable, stage, reason, milliseconds } = result;
  watch.link = link;
  watch.nextInMs = nextInMs;
  if (change?.kind === 'LOST') watch.lost = change.first;
  watch.probes = [...watch.probes, { at, isReachable, stage, reason, milliseconds }].slice(-maxProbes);
  if (warning !== null) log.write('WARNING', 'connect', warning);
  beat(parts, watch);
  if (isReachable) await keepReached(parts);
};
