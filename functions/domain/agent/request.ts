import * as v from 'valibot';
import { integer, text } from '../request-fields.ts';

/** Actions that can be taken on an instance whose agent is confirmed dead. */
export const agentActions = ['drain', 'restart-agent'] as const;
export type AgentAction = (typeof agentActions)[number];

const expectedActions = `any of ${agentActions.join(', ')}: a list, or words by comma`;

const isAction = (word: string): word is AgentAction => agentActions.some((action) => action === word);

/** A list, or words by comma as a command line and a stack parameter give them; each once, in their order. */
const actions = () =>
  v.pipe(
    v.union(
      [
        v.array(v.string()),
        v.pipe(
          v.string(),
          v.transform((words) => words.split(',')),
        ),
      ],
      expectedActions,
    ),
    v.transform((words) => [
      ...new Set(words.map((word) => word.trim()).filter((word) => word !== '' && word !== 'none')),
    ]),
    v.custom<AgentAction[]>((words) => (words as string[]).every(isAction), expectedActions),
  );

const expectedWindow =
  'the beginning of a window, such as 2026-11-21T05:50:00Z; the rule sets it, leave it out by hand';

const isWindow = (text: string): boolean =>
  /^20\d{2}-\d\d-\d\dT\d\d:\d\d:00Z$/.test(text) && !Number.isNaN(Date.parse(text));

/** The request of agent-disconnect. */
export const agentDisconnectRequestSchema = v.strictObject({
  cluster: text(512),
  window: v.optional(v.pipe(v.string(expectedWindow), v.check(isWindow, expectedWindow))),
  graceSeconds: v.optional(integer(0, 900), 60),
  confirmations: v.optional(integer(1, 5), 2),
  confirmationSeconds: v.optional(integer(5, 300), 30),
  reminderMinutes: v.optional(integer(0, 1_440), 60),
  limitHours: v.optional(integer(1, 72), 24),
  offlineExternal: v.optional(v.picklist(['report', 'alert'], 'report or alert'), 'report'),
  actions: v.optional(actions(), []),
  maxActionsPerHour: v.optional(integer(1, 1_000), 5),
  follow: v.optional(v.boolean('true or false')),
  dryRun: v.optional(v.boolean('true or false'), false),
});

export type AgentDisconnectRequest = v.InferOutput<typeof agentDisconnectRequestSchema>;

/** What each field means. */
export const agentDisconnectMeanings: Record<keyof AgentDisconnectRequest, string> = {
  cluster: 'name or ARN of the cluster whose container instances are looked at',
  window: 'the minute whose events started this run',
  graceSeconds: 'how long an agent must have been disconnected before that counts',
  confirmations: 'looks in a row that must find it disconnected, without its having been back, before it is alerted',
  confirmationSeconds: 'time between two looks',
  reminderMinutes: 'how often a lasting outage is told again; 0: never',
  limitHours: 'how long an outage is followed; reaching it is told',
  offlineExternal: 'whether an external instance that Systems Manager does not hear from is only reported, or alerted',
  actions: 'what is done about confirmed ones: drain (DRAINING), restart-agent (by SSM); nothing where absent',
  maxActionsPerHour: 'most actions per cluster and hour',
  follow:
    'alert, then follow the outages until they are over; default true for runs of the rule, false by hand: ' +
    'a look with a result',
  dryRun: 'say which actions would be taken, and take none',
};
