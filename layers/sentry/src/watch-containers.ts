import { isAgentImage } from '../../shared/agent-image.ts';
import type { Finding } from '../../shared/finding.ts';
import { clusterLabel } from '../contract.ts';
import type { Clock } from './clock.ts';
import type { Engine, EngineEvent } from './engine.ts';
import type { SentryLog } from './log.ts';
import type { StateKeeper } from './state-keeper.ts';
import { surveyAgents, surveyContainers, troublesOf } from './survey.ts';
import { type ContainerTrouble, engineFinding, newFindings, troubleFindings } from './warnings.ts';

/** What watching needs. */
export interface ContainerWatchParts {
  engine: Engine;
  dockerHost: string;
  state: StateKeeper;
  log: SentryLog;
  clock: Clock;
}

/** Finds what will bite in an outage, before there is one. */
export interface ContainerWatch {
  /** What is wrong at the moment. */
  findings(): readonly Finding[];
  /** Looks at all containers once and then listens to the Engine's events until the signal; never rejects. */
  run(stop: AbortSignal): Promise<void>;
}

/** An Engine that went away is looked for again after this long. */
const patienceMs = 10_000;

/**
 * Watches containers by the Engine's events, so that nothing is done per container while nothing changes; only those with something wrong
 * are remembered. What is new is logged.
 */
export const watchContainers = ({ engine, dockerHost, state, log, clock }: ContainerWatchParts): ContainerWatch => {
  let ofAgents: Finding[] = [];
  let ofEngine: Finding[] = [];
  let troubles = new Map<string, ContainerTrouble[]>();
  let told: readonly Finding[] = [];
  const findings = (): Finding[] => [...ofEngine, ...ofAgents, ...troubleFindings([...troubles.values()].flat())];

  const tell = (): void => {
    const now = findings();
    for (const { detail, remedy } of newFindings(told, now)) {
      log.write('WARNING', 'warning', remedy === undefined ? detail : `${detail}; ${remedy}`);
    }
    told = now;
  };

  const lookAtAll = async (): Promise<void> => {
    const listed = await engine.listContainers();
    ofAgents = await surveyAgents(engine, listed, state.current);
    troubles = await surveyContainers(engine, listed, state.current);
    ofEngine = [];
    tell();
  };

  const follow = async ({ action, containerId, labels }: EngineEvent): Promise<void> => {
    if (isAgentImage(labels['image'] ?? '')) {
      ofAgents = await surveyAgents(engine, await engine.listContainers(), state.current);
    } else if (labels[clusterLabel] === undefined) return;
    else if (action === 'destroy') troubles.delete(containerId);
    else if (action === 'start') {
      const container = await engine.inspectContainer(containerId);
      const found = container === undefined ? [] : troublesOf(container, state.current);
      if (found.length > 0) troubles.set(containerId, found);
      else troubles.delete(containerId);
    } else return;
    tell();
  };

  /** Until the Engine goes away. */
  const listen = async (stop: AbortSignal): Promise<void> => {
    const ending = new AbortController();
    const events = engine.events(AbortSignal.any([stop, ending.signal]))[Symbol.asyncIterator]();
    // Asked for before the look at all, so that nothing falls between the two.
    let next = events.next();
    next.catch(() => undefined);
    try {
      await lookAtAll();
      for (let event = await next; event.done !== true; event = await next) {
        next = events.next();
        next.catch(() => undefined);
        await follow(event.value);
      }
    } finally {
      ending.abort();
    }
  };

  return {
    findings,
    run: async (stop) => {
      while (!stop.aborted) {
        try {
          await listen(stop);
        } catch (error) {
          ofEngine = [engineFinding(dockerHost, error)];
          if (!stop.aborted) tell();
        }
        await clock.sleep(patienceMs, stop);
      }
    },
  };
};
