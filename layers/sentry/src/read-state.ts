import type { SentryState } from './state.ts';

type Check = (value: unknown) => boolean;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText: Check = (value) => typeof value === 'string';
const isTextOrNull: Check = (value) => value === null || typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isTime: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isTimeOrNull: Check = (value) => value === null || isTime(value);
const isCount: Check = (value) => Number.isInteger(value) && Number(value) >= 0;

/** The name of the first member that is not as it must be. */
const wrongMember = (value: Record<string, unknown>, checks: Record<string, Check>): string | undefined =>
  Object.entries(checks).find(([name, check]) => !check(value[name]))?.[0];

const policyChecks: Record<string, Check> = { Name: isText, MaximumRetryCount: isCount };
const isPolicy: Check = (value) => isRecord(value) && wrongMember(value, policyChecks) === undefined;

const containerChecks: Record<string, Check> = {
  id: isText,
  name: isText,
  cluster: isText,
  taskArn: isText,
  family: isText,
  containerName: isText,
  policyBefore: isPolicy,
  policySet: isPolicy,
  protectedAt: isTime,
  startedAt: isTime,
  restartCount: isCount,
  wasStartedBySentry: isFlag,
  isBeingStopped: (value) => value === undefined || isFlag(value),
};

const tallyChecks: Record<string, Check> = {
  protected: isCount,
  restartedByDocker: isCount,
  startedBySentry: isCount,
  removed: isCount,
  restored: isCount,
  preserved: isCount,
};

/** By their own ids: a wrong one would restore the policy of another. */
const isContainers: Check = (value) =>
  isRecord(value) &&
  Object.entries(value).every(
    ([id, container]) =>
      isRecord(container) && container.id === id && wrongMember(container, containerChecks) === undefined,
  );

const stateChecks: Record<string, Check> = {
  format: (value) => value === 1,
  reachedEndpoint: isTextOrNull,
  phase: (value) => value === 'ONLINE' || value === 'OFFLINE' || value === 'RECONCILING',
  outageStartedAt: isTimeOrNull,
  outageReason: isTextOrNull,
  outageEndedAt: isTimeOrNull,
  tally: (value) => isRecord(value) && wrongMember(value, tallyChecks) === undefined,
  replacements: (value) => Array.isArray(value) && value.every(isText),
  containers: isContainers,
  pausedAgent: isTextOrNull,
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The state that a text holds, or what is wrong with it in words. Every member is looked at: what is done upon it stops and removes. */
export const readState = (text: string): SentryState | string => {
  const value = parsed(text);
  if (!isRecord(value)) return 'no JSON object';
  const wrong = wrongMember(value, stateChecks);
  return wrong === undefined ? (value as unknown as SentryState) : `its ${wrong} is wrong`;
};
