import type { Container, Task } from '@aws-sdk/client-ecs';
import {
  type KnownReason,
  knownExitCode,
  knownReason,
  knownStopCode,
  type ReasonSource,
  reasonText,
} from './stopped-reasons.ts';

/** One thing that ECS says about why a task stopped, and what it means. */
export interface StopDiagnosis {
  /** Of the catalogue: `pull.manifest-unknown`; `exit.137` for an exit code, `stop.…` for a stop code, `unknown` for a text it lacks. */
  id: string;
  /** The words of ECS, on one line. */
  reason: string;
  /** In a few words what it is. */
  title: string;
  category: string;
  /** Whether another try may succeed without anybody changing anything. */
  canHeal: boolean;
  /** A normal stop: scaled in, replaced, interrupted as agreed. */
  isExpected: boolean;
  cause: string;
  remedy: string;
  /** Whose reason or exit code it is; absent for the task's own. */
  container?: string;
  exitCode?: number;
  /** AWS's page about it. */
  page?: string;
}

interface Ranked {
  rank: number;
  found: StopDiagnosis;
}

/** Best first. What is generic ranks behind everything that is specific. */
const ranks = { container: 0, exit: 1, task: 2, stopCode: 3, sidecar: 4, asked: 6, generic: 10, consequence: 20 };

const diagnosisOf = (reason: string, known: KnownReason | undefined): StopDiagnosis => {
  if (!known) {
    return {
      id: 'unknown',
      reason,
      title: 'Reason that is not in the catalogue',
      category: 'UNKNOWN',
      canHeal: true,
      isExpected: false,
      cause: 'ECS gives a reason that is not known here.',
      remedy: 'Read the reason, and the last lines of the container’s log.',
    };
  }
  const { severity: _, isGeneric: __, ...said } = known;
  return { ...said, reason };
};

/**
 * Diagnoses one text of ECS: a service event, a rollout state's reason, a failure of an API.
 *
 * @returns undefined for a text that the catalogue does not know
 */
export const diagnoseReason = (text: string, source: ReasonSource): StopDiagnosis | undefined => {
  const known = knownReason(text, source);
  return known && diagnosisOf(reasonText(text), known);
};

/** Containers that AWS puts beside the user's; they are not essential, and often fail without harm. */
const isInjected = ({ name = '' }: Container): boolean => /^(?:aws-guardduty-agent|ecs-service-connect)/.test(name);

const byReason = (container: Container, isSidecar: boolean): Ranked[] => {
  const { reason, name, exitCode } = container;
  if (!reason) return [];
  const known = knownReason(reason, 'container.reason');
  const base = isSidecar ? ranks.sidecar : ranks.container;
  const found = {
    ...diagnosisOf(reasonText(reason), known),
    ...(name === undefined ? {} : { container: name }),
    ...(exitCode === undefined ? {} : { exitCode }),
  };
  return [{ rank: base + (known && !known.isGeneric ? 0 : ranks.generic), found }];
};

/** Whether the task stopped because a container ended; else an exit code is what the stop did to the container. */
const endedByItself = ({ stopCode, stoppedReason = '' }: Task): boolean =>
  stopCode === 'EssentialContainerExited' || (stopCode === undefined && /essential container/i.test(stoppedReason));

const byExitCode = (task: Task, { name, exitCode }: Container, isSidecar: boolean): Ranked[] => {
  if (exitCode === undefined || (exitCode === 0 && !endedByItself(task))) return [];
  const known = knownExitCode(exitCode);
  const cause = known?.cause ?? 'The program chose this exit code itself.';
  const found: StopDiagnosis = {
    id: `exit.${exitCode}`,
    reason: `container ${name ?? ''} exited with code ${exitCode}${known ? ` (${known.name})` : ''}`,
    title: `Exit code ${exitCode}`,
    category: 'EXIT',
    canHeal: known?.canHeal ?? true,
    isExpected: false,
    cause,
    remedy: known?.remedy ?? 'Read the last lines of the container’s log.',
    ...(name === undefined ? {} : { container: name }),
    exitCode,
  };
  if (!endedByItself(task)) return [{ rank: ranks.consequence, found }];
  return [{ rank: isSidecar ? ranks.sidecar : ranks.exit, found }];
};

const byTask = ({ stoppedReason }: Task): Ranked[] => {
  if (!stoppedReason) return [];
  const known = knownReason(stoppedReason, 'task.stoppedReason');
  const rank = ranks.task + (known && !known.isGeneric ? 0 : ranks.generic);
  return [{ rank, found: diagnosisOf(reasonText(stoppedReason), known) }];
};

const byStopCode = ({ stopCode }: Task): Ranked[] => {
  const known = stopCode === undefined ? undefined : knownStopCode(stopCode);
  if (!known) return [];
  const found: StopDiagnosis = {
    id: `stop.${stopCode}`,
    reason: `${stopCode}`,
    title: `${stopCode}`,
    category: 'LIFECYCLE',
    canHeal: true,
    isExpected: known.isExpected,
    cause: known.meaning,
    remedy: known.remedy,
  };
  // A stop that somebody asked for is explained by that, whatever text they gave for it.
  return [{ rank: known.isExpected ? ranks.asked : ranks.stopCode + ranks.generic, found }];
};

/** How a container's end bears on the task's: the user's essential ones first, a failed one before one that ended well. */
const order = (essential: readonly string[] | undefined) => (a: Container, b: Container) => {
  const weight = (container: Container) =>
    (essential === undefined || essential.includes(container.name ?? '') ? 0 : 4) +
    (isInjected(container) ? 2 : 0) +
    (container.reason || (container.exitCode ?? 0) !== 0 ? 0 : 1);
  return weight(a) - weight(b);
};

/**
 * Says why a task stopped: everything that ECS gives, best first. A specific reason of a container goes before the task's, an
 * exit code explains only a task that ended by itself, and what AWS put beside the user's containers comes last.
 *
 * @param essential names of the essential containers by the task definition; absent: any may be
 * @returns never empty
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
export const diagnoseStoppedTask = (task: Task, essential?: readonly string[]): [StopDiagnosis, ...StopDiagnosis[]] => {
  const containers = (task.containers ?? []).toSorted(order(essential)).map((container) => ({
    container,
    isSidecar: isInjected(container) || (essential !== undefined && !essential.includes(container.name ?? '')),
  }));
  const ranked: Ranked[] = [
    ...containers.flatMap(({ container, isSidecar }) => byReason(container, isSidecar)),
    ...containers.flatMap(({ container, isSidecar }) => byExitCode(task, container, isSidecar)),
    ...byTask(task),
    ...byStopCode(task),
  ];
  // The sort is stable: containers of one rank stay in their order.
  const [first, ...rest] = ranked.toSorted((a, b) => a.rank - b.rank).map(({ found }) => found);
  return first ? [first, ...rest] : [diagnosisOf('stopped without a reason', undefined)];
};
