import { exitCodes } from '../contract.ts';
import { dockerEngine } from './docker-engine.ts';
import type { SentryLog } from './log.ts';
import type { CommonOptions } from './read-options.ts';
import { type ReleaseResult, release } from './release.ts';
import { openSentryLog, openState } from './run.ts';
import { seeState } from './see-state.ts';
import { standardOutput } from './standard-output.ts';

const nothing: ReleaseResult = {
  ...{ isReleased: true, agent: 'NOT_PAUSED' },
  ...{ restored: [], gone: [], failed: [], restarted: [] },
};

const summary = ({ isReleased, restored, gone, failed, agent }: ReleaseResult): string => {
  const counts = `${restored.length} containers as they were, ${gone.length} gone, ${failed.length} failed`;
  const words = {
    UNPAUSED: 'ecs agent unpaused',
    NOT_PAUSED: 'ecs agent was not paused',
    FAILED: 'ecs agent not unpaused',
  };
  return `${isReleased ? 'released' : 'not all released, to be repeated'}: ${counts}, ${words[agent]}`;
};

const releaseKept = async (options: CommonOptions, log: SentryLog): Promise<ReleaseResult> => {
  const { state, problem, unlock } = await openState(options.stateDirectory);
  if (problem !== undefined) log.write('ERROR', 'release', problem);
  const engine = dockerEngine(options.dockerHost);
  const result = await release({ engine, state, say: (level, message) => log.write(level, 'release', message) });
  await unlock();
  return problem === undefined ? result : { ...result, isReleased: false };
};

/**
 * The command `release`: gives back what the sentry has changed. Repeatable; where there is no state file nothing is made or done.
 *
 * @returns the exit code
 * @throws AlreadyRunningError while a sentry works with the state, LockError or StateFileError
 */
export const releaseAll = async (options: CommonOptions, isJson: boolean): Promise<number> => {
  const { isKept } = seeState(options.stateDirectory);
  const print = standardOutput();
  const log = openSentryLog(options, isJson ? () => undefined : print);
  const result = isKept ? await releaseKept(options, log) : nothing;
  log.write(result.isReleased ? 'INFO' : 'ERROR', 'release', summary(result));
  if (isJson) print(`${JSON.stringify(result)}\n`);
  return result.isReleased ? exitCodes.ok : exitCodes.failed;
};
