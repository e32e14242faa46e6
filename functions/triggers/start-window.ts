import * as v from 'valibot';
import type { Clients } from '../clients/index.ts';
import { executionName, windowOf } from '../domain/agent/window.ts';
import { startRunbook } from './start-runbook.ts';

/** What executions are started with. The request's fields are texts here: its schema, which is asked before anything is started, reads them. */
export const windowSettings = {
  STATE_MACHINE_ARN: v.string(),
  GRACE_SECONDS: v.string(),
  CONFIRMATIONS: v.string(),
  CONFIRMATION_SECONDS: v.string(),
  REMINDER_MINUTES: v.string(),
  LIMIT_HOURS: v.string(),
  OFFLINE_EXTERNAL: v.string(),
  ACTIONS: v.string(),
  MAX_ACTIONS_PER_HOUR: v.string(),
};

type Settings = v.InferOutput<v.ObjectSchema<typeof windowSettings, undefined>>;

/** Whose execution is wanted, and by what it is started. */
interface WindowOrder {
  clusterArn: string;
  settings: Settings;
  abortSignal: AbortSignal;
}

/** The same for all events of a window: a repeated start joins the execution that runs. */
const requestOf = ({ clusterArn, settings }: WindowOrder, window: string) => ({
  cluster: clusterArn,
  window,
  graceSeconds: settings.GRACE_SECONDS,
  confirmations: settings.CONFIRMATIONS,
  confirmationSeconds: settings.CONFIRMATION_SECONDS,
  reminderMinutes: settings.REMINDER_MINUTES,
  limitHours: settings.LIMIT_HOURS,
  offlineExternal: settings.OFFLINE_EXTERNAL,
  actions: settings.ACTIONS,
  maxActionsPerHour: settings.MAX_ACTIONS_PER_HOUR,
});

/** @returns false where an execution of the window has ended, or runs with other settings */
const startIn = async (sfn: Clients['sfn'], order: WindowOrder, window: string): Promise<boolean> => {
  const { clusterArn, settings, abortSignal } = order;
  try {
    await startRunbook(
      { sfn },
      {
        machineArn: settings.STATE_MACHINE_ARN,
        runbook: 'agent-disconnect',
        request: requestOf(order, window),
        trigger: { by: 'AgentDisconnectRule', from: 'eventbridge' },
        name: executionName(clusterArn, window),
      },
      { abortSignal },
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExecutionAlreadyExists') return false;
    throw error;
  }
};

/**
 * Starts the execution of a cluster and the window of a moment, or joins the one that runs. Where that one has ended or has other
 * settings, it is the execution of this minute; and where that has been there too, somebody has just looked. Safe to repeat.
 *
 * @param at ISO 8601
 * @param now ISO 8601
 * @throws what StartExecution throws; InvalidRequestError where the function was deployed with settings that do not fit
 */
export const startWindow = async (
  { sfn }: Pick<Clients, 'sfn'>,
  order: WindowOrder,
  { at, now }: { at: string; now: string },
): Promise<void> => {
  const window = windowOf(at);
  const current = windowOf(now);
  if (!(await startIn(sfn, order, window)) && window !== current) await startIn(sfn, order, current);
};
