import type { LogLevel } from '../contract.ts';
import { comeBack } from './come-back/come-back.ts';
import type { Engine } from './engine.ts';
import type { SentryLog } from './log.ts';
import type { LogTag } from './log-line.ts';
import type { SentryOptions } from './options.ts';
import type { Actions } from './parts.ts';
import { type GoOffline, goOffline } from './protect/go-offline.ts';
import type { StateKeeper } from './state-keeper.ts';

/** What actions need beside the options. */
export interface ActionParts {
  options: SentryOptions;
  engine: Engine;
  state: StateKeeper;
  log: SentryLog;
  ownContainer: string | undefined;
  now(): Date;
  /** When the host was last known to be up. */
  aliveAt(): Date | undefined;
}

/** The loop's actions upon an Engine; what a look remembers lasts as long as its outage. */
export const engineActions = ({ aliveAt, log, ownContainer, ...tools }: ActionParts): Actions => {
  const say =
    (tag: LogTag) =>
    (level: LogLevel, message: string): void =>
      log.write(level, tag, message);
  let outage: { startedAt: string | null; looks: GoOffline } | undefined;
  return {
    goOffline: async () => {
      const startedAt = tools.state.current.outageStartedAt;
      if (outage === undefined || outage.startedAt !== startedAt) {
        const looks = goOffline({ ...tools, ownContainer, aliveAt: aliveAt(), say: say('ecs-offline') });
        outage = { startedAt, looks };
      }
      return outage.looks.look();
    },
    comeBack: (signal) => {
      // What was settled is changed back from here on.
      outage = undefined;
      return comeBack({ ...tools, signal, say: say('ecs-online') });
    },
  };
};
