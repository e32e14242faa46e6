import type { Finding } from '../../../layers/shared/finding.ts';
import { shortId } from '../ecs/arn.ts';
import type { Outage, OutageAction } from './ledger.ts';
import { counted, cut, sinceInWords, timeInWords } from './notice/words.ts';

type Facts = NonNullable<Outage['facts']>;

const hostWords: Record<Facts['host'], string> = {
  RUNNING: 'its machine runs',
  STOPPED: 'its machine is stopped',
  GONE: 'its machine is gone',
  OFFLINE: 'Systems Manager does not hear from its machine',
  UNKNOWN: 'nobody could be asked whether its machine runs',
};

const place = ({ isExternal, availabilityZone }: Facts): string =>
  isExternal ? 'external' : `EC2${availabilityZone ? ` in ${availabilityZone}` : ''}`;

/** `EC2 in eu-west-1a, ACTIVE, 3 tasks running, its machine runs`. */
const factsInWords = (facts: Facts): string =>
  [place(facts), facts.status, `${counted(facts.runningTasks, 'task')} running`, hostWords[facts.host]].join(', ');

const restart: Record<Facts['osType'], string> = {
  linux: 'sudo systemctl status ecs; sudo systemctl restart ecs',
  windows: 'Get-Service AmazonECS; Restart-Service AmazonECS',
};

const remedyOf = ({ instanceId, osType }: Facts): string =>
  instanceId === null
    ? `on the instance: ${restart[osType]}`
    : `aws ssm start-session --target ${instanceId}, then: ${restart[osType]}`;

const ends: Record<NonNullable<Outage['end']>, [Finding['status'], string]> = {
  RECONNECTED: ['PASS', 'connected again'],
  GONE: ['PASS', 'the instance is gone: no issue of its agent'],
  STOPPED: ['PASS', 'the instance is stopped: no issue of its agent'],
  OFFLINE: ['WARN', 'away, and Systems Manager does not hear from its machine either'],
};

const followedBy = ({ owner, alertedAt }: Outage, now: string): string =>
  `followed by ${(owner ?? '').split(':').at(-1) || 'another run'}${alertedAt ? `, alerted ${timeInWords(alertedAt, now)}` : ''}`;

const flapsInWords = ({ flaps }: Outage): string =>
  flaps > 0 ? `it was back and away again ${counted(flaps, 'time')}` : '';

/** What came of an action may be a page of an API's words; a result names twenty instances. */
const longestDetail = 120;

/** `restart-agent DONE: …`. */
const actionsInWords = ({ actions }: Outage): string[] =>
  actions.map(({ action, status, detail }: OutageAction) => `${action} ${status}: ${cut(detail, longestDetail)}`);

const sentence = (...parts: string[]): string => parts.filter(Boolean).join('; ');

/** What was found of one container instance. */
export const outageFinding = (
  outage: Outage & { id: string },
  { now, isOthers }: { now: string; isOthers: boolean },
): Finding => {
  const { id, facts, end, confirmedAt, looks } = outage;
  const name = facts?.instanceId ? shortId(facts.instanceId) : undefined;
  const check = `agent on ${name ?? `container instance ${id}`}`;
  const beside = [flapsInWords(outage), ...actionsInWords(outage), name ? `container instance ${id}` : ''];
  const known = facts ? factsInWords(facts) : '';
  if (end !== null) {
    const [status, words] = ends[end];
    const remedy = { remedy: 'is the machine switched off, or cut off from the network?' };
    return { check, status, detail: sentence(words, ...beside), ...(status === 'WARN' ? remedy : {}) };
  }
  const followed = isOthers ? followedBy(outage, now) : '';
  if (confirmedAt !== null) {
    const detail = sentence(`away ${sinceInWords(outage, now)}`, known, followed, ...beside);
    return { check, status: 'FAIL', detail, ...(facts ? { remedy: remedyOf(facts) } : {}) };
  }
  const undecided = `away at the last ${looks === 1 ? 'look' : `${looks} looks`}, too short to tell`;
  return { check, status: 'WARN', detail: sentence(undecided, known, followed, ...beside) };
};
