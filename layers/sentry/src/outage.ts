import { errorMessage } from '../../shared/errors.ts';
import { outagePrefix } from '../contract.ts';
import { outageRecord, outageTold } from './come-back/tally.ts';
import { look } from './look.ts';
import type { SentryParts, Watch } from './parts.ts';

/** Between probes while containers are stopped and removed: a link that is lost again ends that. */
const probingMs = 1_000;
/** Between looks and passes that left something. */
const repeatMs = 5_000;
/** So long after the last container should have been replaced, an outage is told with what is left as failed. */
const tellAnywayMs = 60_000;

/** Whether what was due was done. */
export type Done = 'DONE' | 'LEFT';

const beginOutage = async ({ state, log }: SentryParts, watch: Watch): Promise<void> => {
  const { phase } = state.current;
  if (phase === 'OFFLINE') return;
  const [lost, last] = [watch.lost, watch.probes.at(-1)];
  const first = lost ?? (last === undefined ? null : { at: last.at, reason: `${last.stage}: ${last.reason}` });
  log.write('WARNING', 'ecs-offline', 'ecs unreachable, configuring container restart policy..');
  await state.change((current) => ({
    ...current,
    phase: 'OFFLINE',
    outageStartedAt: current.outageStartedAt ?? first?.at ?? null,
    outageReason: current.outageReason ?? first?.reason ?? null,
    outageEndedAt: null,
  }));
};

const tellOutage = async ({ options, state, records, log }: SentryParts): Promise<void> => {
  const record = outageRecord(state.current, options.reconnect);
  if (record !== undefined) {
    // Before the state forgets it: killed in between, it is told twice rather than never.
    records.addOutage(record);
    log.write('INFO', 'outage', `${outagePrefix}${JSON.stringify(record)}`);
  }
  await state.change(outageTold);
};

/** Probes while the clean-up works, and breaks it off when the link is lost. */
const keepProbing = async (parts: SentryParts, watch: Watch, done: AbortSignal, lose: () => void): Promise<void> => {
  const { clock, log } = parts;
  for (;;) {
    await clock.sleep(Math.min(watch.nextInMs, probingMs), done);
    if (done.aborted) return;
    await look(parts, watch).catch((error) => log.write('ERROR', 'connect', errorMessage(error)));
    if (watch.link.status === 'OFFLINE') {
      log.write('WARNING', 'ecs-online', 'ecs is unreachable again, no more is changed back..');
      return lose();
    }
  }
};

const cleanUp = async (
  parts: SentryParts,
  watch: Watch,
  stop: AbortSignal,
): ReturnType<SentryParts['actions']['comeBack']> => {
  const lost = new AbortController();
  const done = new AbortController();
  const end = (): void => done.abort();
  stop.addEventListener('abort', end);
  const probing = keepProbing(parts, watch, done.signal, () => lost.abort());
  try {
    return await parts.actions.comeBack(lost.signal);
  } finally {
    end();
    stop.removeEventListener('abort', end);
    await probing;
  }
};

const comeBack = async (parts: SentryParts, watch: Watch, stop: AbortSignal): Promise<Done> => {
  const { options, state, log, clock } = parts;
  if (state.current.phase === 'OFFLINE') log.write('INFO', 'ecs-online', 'ecs is reachable..');
  const { status, waiting } = await cleanUp(parts, watch, stop);
  if (status === 'LINK_LOST') return 'LEFT';
  const { outageEndedAt } = state.current;
  const waitedMs = outageEndedAt === null ? 0 : clock.now().getTime() - Date.parse(outageEndedAt);
  if (status === 'DONE' || waitedMs > options.reconnectTimeoutMs + tellAnywayMs) await tellOutage(parts);
  if (status === 'DONE') return 'DONE';
  watch.nextInMs = Math.min(watch.nextInMs, repeatMs);
  const names = waiting.join(', ');
  if (names !== '' && names !== watch.toldWaiting) {
    log.write('INFO', 'ecs-online', `waiting for newer containers to take over from ${names}`);
  }
  watch.toldWaiting = names;
  return 'LEFT';
};

/**
 * Does what the link asks for: protects while it is lost, changes back once it is there again, nothing at all otherwise. Safe to repeat.
 */
export const act = async (parts: SentryParts, watch: Watch, stop: AbortSignal): Promise<Done> => {
  const { status, hasBeenReached, contrary } = watch.link;
  // One failure or one answer is no change: nothing is begun until the next probe, which follows at once.
  if (contrary > 0) return 'LEFT';
  if (status === 'ONLINE') return parts.state.current.phase === 'ONLINE' ? 'DONE' : comeBack(parts, watch, stop);
  // An endpoint that is not that of the outage and has never answered says nothing by its silence.
  if (!hasBeenReached) return 'LEFT';
  await beginOutage(parts, watch);
  const { isAgentStill, failed } = await parts.actions.goOffline();
  if (isAgentStill && failed.length === 0) return 'DONE';
  watch.nextInMs = Math.min(watch.nextInMs, repeatMs);
  return 'LEFT';
};
