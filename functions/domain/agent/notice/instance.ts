import type { OutageAction } from '../ledger.ts';
import type { InstanceOutage, NoticeContext } from './context.ts';
import { containerInstanceLink, hostLink } from './links.ts';
import { counted, cut, durationInWords, outageSeconds, sinceInWords, timeInWords } from './words.ts';

/** What came of an action is the API's own words; a message holds many. */
const longestDetail = 200;

/** EC2, or external (ECS Anywhere). */
export const kindOf = ({ facts }: InstanceOutage): string =>
  facts === null ? 'unknown' : facts.isExternal ? 'external' : 'EC2';

/** Where it is and what: `i-0123, EC2, eu-west-1a, linux`. */
const described = (outage: InstanceOutage): string => {
  const { facts } = outage;
  const parts = [facts?.instanceId, kindOf(outage), facts?.availabilityZone, facts?.osType];
  return parts.filter((part) => part !== null && part !== undefined).join(', ');
};

const flapsInWords = (flaps: number): string[] =>
  flaps > 0 ? [`was back and gone again ${counted(flaps, 'time')}`] : [];

const tasksInWords = ({ facts }: InstanceOutage): string[] =>
  facts
    ? [
        `${counted(facts.runningTasks, 'task')} running${facts.pendingTasks > 0 ? `, ${facts.pendingTasks} pending` : ''}`,
        facts.status,
      ]
    : [];

const hostInWords = ({ facts }: InstanceOutage): string[] => {
  if (facts?.host === 'UNKNOWN') return ['whether the machine runs could not be asked'];
  return facts?.host === 'OFFLINE' ? ['Systems Manager does not hear from it either'] : [];
};

/** `drain DONE: the instance is DRAINING`. */
const actionInWords = ({ action, status, detail }: OutageAction): string =>
  `${action} ${status}: ${cut(detail, longestDetail)}`;

const lastingFacts = (outage: InstanceOutage, { now }: NoticeContext): string =>
  [sinceInWords(outage, now), ...tasksInWords(outage), ...hostInWords(outage), ...flapsInWords(outage.flaps)].join(
    '; ',
  );

const endings = {
  RECONNECTED: 'connected again',
  GONE: 'gone: the instance was terminated or deregistered',
  STOPPED: 'the instance was stopped',
  OFFLINE: 'Systems Manager does not hear from it any more',
};

const endedFacts = (outage: InstanceOutage, { now }: NoticeContext): string => {
  const { end, endedAt, since } = outage;
  const length = durationInWords(outageSeconds(outage, now));
  return [
    `${endings[end ?? 'RECONNECTED']} at ${timeInWords(endedAt ?? now, now)}, after ${since === null ? 'at least ' : ''}${length}`,
    ...flapsInWords(outage.flaps),
    ...(outage.alertedAt === null ? ['over before it could be alerted'] : []),
  ].join('; ');
};

const factsOf = (outage: InstanceOutage, context: NoticeContext): string =>
  outage.endedAt === null ? lastingFacts(outage, context) : endedFacts(outage, context);

/** An instance in a mail: what it is, its outage, what was done, where to look. */
export const instanceLines = (outage: InstanceOutage, context: NoticeContext): string[] => {
  const { id, facts, actions, endedAt } = outage;
  return [
    `- ${id} (${described(outage)})`,
    `  ${factsOf(outage, context)}`,
    ...actions.map((action) => `  ${actionInWords(action)}`),
    ...(endedAt === null ? [`  ${containerInstanceLink(context, id)}`] : []),
    ...(endedAt === null && facts?.instanceId ? [`  ${hostLink(context, facts.instanceId, facts.isExternal)}`] : []),
  ];
};

/** The same in a line of Slack's markdown, its link behind the id. */
export const instanceInSlack = (outage: InstanceOutage, context: NoticeContext): string => {
  const { id, facts, actions } = outage;
  const done = actions.map(({ action, status }) => `; ${action} ${status}`).join('');
  const where = [facts?.instanceId, kindOf(outage), facts?.availabilityZone].filter(Boolean).join(', ');
  return `• <${containerInstanceLink(context, id)}|${id}> (${where}) ${factsOf(outage, context)}${done}`;
};
