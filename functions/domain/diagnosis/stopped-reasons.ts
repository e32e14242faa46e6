import catalogue from './stopped-reasons.json' with { type: 'json' };

/** Where ECS says why; a pattern counts only for the fields that its text was seen in. */
export type ReasonSource =
  | 'container.reason'
  | 'task.stoppedReason'
  | 'service.event'
  | 'deployment.rolloutStateReason'
  | 'api.failure'
  | 'eventbridge.eventName'
  | 'managedAgent.reason'
  | 'exec.error';

/** What the catalogue says of a kind of reason. */
export interface KnownReason {
  /** `pull.manifest-unknown` */
  id: string;
  /** `IMAGE_PULL`, `RESOURCE_INIT`, `PLACEMENT` … */
  category: string;
  /** In a few words. */
  title: string;
  severity: string;
  /** Whether starting a task again may succeed without anybody changing anything. */
  canHeal: boolean;
  /** A normal end in a task's life, which nobody needs to be told of. */
  isExpected: boolean;
  /** Says less than any other reason beside it. */
  isGeneric: boolean;
  cause: string;
  remedy: string;
  /** AWS's page about it. */
  page: string;
}

interface Pattern extends KnownReason {
  sources: string[];
  pattern: string;
}

/** What an exit code of a container says. */
export interface KnownExitCode {
  /** `SIGKILL`; of Windows, the code in hexadecimal. */
  name: string;
  cause: string;
  remedy: string;
  canHeal: boolean;
}

/** What a task's `stopCode` says. */
export interface KnownStopCode {
  meaning: string;
  remedy: string;
  isExpected: boolean;
}

/** AWS cuts long reasons; nothing beyond this is looked at. */
const maxCharacters = 4_096;

/** A reason on one line, cut at 4,096 characters: as it is matched and shown. */
export const reasonText = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, maxCharacters);

/** Compiled once; the order is from specific to generic. */
const patterns = catalogue.patterns.map(({ sources, pattern, ...reason }: Pattern) => ({
  sources: new Set(sources),
  expression: new RegExp(pattern, 'i'),
  reason: reason satisfies KnownReason,
}));

/** First pattern of the catalogue that matches a text of the field; undefined where none does. */
export const knownReason = (text: string, source: ReasonSource): KnownReason | undefined => {
  const line = reasonText(text);
  return patterns.find(({ sources, expression }) => sources.has(source) && expression.test(line))?.reason;
};

const exitCodes: Record<string, KnownExitCode> = catalogue.exitCodes;
const stopCodes: Record<string, KnownStopCode> = catalogue.stopCodes;

/** Looks an exit code up; undefined for one that says nothing by itself. */
export const knownExitCode = (code: number): KnownExitCode | undefined => exitCodes[String(code)];

/** Looks a stop code up; AWS adds new ones. */
export const knownStopCode = (code: string): KnownStopCode | undefined =>
  Object.hasOwn(stopCodes, code) ? stopCodes[code] : undefined;
