import { mkdir } from 'node:fs/promises';
import { exitCodes, places } from '../contract.ts';
import { engineActions } from './actions.ts';
import { systemClock } from './clock.ts';
import { dockerEngine } from './docker-engine.ts';
import { printPlan } from './dry-run.ts';
import { takeLock } from './lock.ts';
import { openLog, type SentryLog } from './log.ts';
import type { SentryOptions } from './options.ts';
import { findOwnContainer } from './own-container.ts';
import { endpointProbe, type Probe } from './probe.ts';
import { openRecords, readHeartbeat } from './records.ts';
import { runSentry } from './sentry.ts';
import { standardOutput } from './standard-output.ts';
import { openStateFile } from './state-file.ts';
import { type StateKeeper, stateKeeper } from './state-keeper.ts';
import { memoryTrimmer } from './trim-memory.ts';
import { watchContainers } from './watch-containers.ts';

/** Opens the log of a command. @param print standard output; undefined: the file alone */
export const openSentryLog = (
  options: Pick<SentryOptions, 'logFile' | 'logLevel' | 'logFormat'>,
  print: (text: string) => void = standardOutput(),
): SentryLog =>
  openLog({ ...options, fallback: places.fallbackLogFile, now: systemClock.now, print, pid: process.pid });

/** Opens the state for one program alone. @throws AlreadyRunningError, LockError or StateFileError */
export const openState = async (
  directory: string,
): Promise<{ state: StateKeeper; problem: string | undefined; unlock(): Promise<void> }> => {
  // Where it cannot be made, the lock says so in words.
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch(() => undefined);
  // First: opening the state file writes, which only one program may do.
  const unlock = await takeLock(directory);
  const file = await openStateFile(directory);
  const { state, problem } = await file.read();
  return { state: stateKeeper(state, file.write), problem, unlock };
};

const watchLink = async (options: SentryOptions, stop: AbortSignal): Promise<number> => {
  const { state, problem, unlock } = await openState(options.stateDirectory);
  const log = openSentryLog(options);
  if (problem !== undefined) log.write('ERROR', 'startup', problem);
  const clock = systemClock;
  const engine = dockerEngine(options.dockerHost);
  const beat = readHeartbeat(options.stateDirectory);
  let aliveAt = beat === undefined ? undefined : new Date(beat.at);
  const records = openRecords(options.stateDirectory, (message) => log.write('WARNING', 'warning', message));
  const ask = endpointProbe(options);
  const probe: Probe = async () => {
    const result = await ask();
    if (result.isReachable) aliveAt = clock.now();
    return result;
  };
  const ownContainer = await findOwnContainer();
  const common = { options, state, log };
  const actions = engineActions({ ...common, engine, ownContainer, now: clock.now, aliveAt: () => aliveAt });
  const watch = watchContainers({ engine, dockerHost: options.dockerHost, state, log, clock });
  if (!options.isOnce) void watch.run(stop);
  const done = await runSentry(
    { ...common, probe, actions, records, clock, warnings: watch.findings, rest: memoryTrimmer() },
    stop,
  );
  await unlock();
  return done === 'DONE' || !options.isOnce ? exitCodes.ok : exitCodes.failed;
};

/**
 * The command `run`: watches until the signal.
 *
 * @returns the exit code
 * @throws AlreadyRunningError, LockError or StateFileError where it cannot begin
 */
export const run = (options: SentryOptions, stop: AbortSignal): Promise<number> =>
  options.isDryRun ? printPlan(options, standardOutput()) : watchLink(options, stop);
