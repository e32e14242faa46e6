import type { Finding } from '../../../layers/shared/finding.ts';
import { shortId } from '../ecs/arn.ts';
import type { Outage } from './ledger.ts';
import { counted, sinceInWords, timeInWords } from './notice/words.ts';

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
  RECONNECTED: ['PASS', 'the agent is connected again'],
  GONE: ['PASS', 'the instance is gone: no issue of its agent'],
  STOPPED: ['PASS', 'the instance is stopped: no issue of its agent'],
  OFFLINE: ['WARN', 'the agent is away and Systems Manager does not hear from the machine either'],
};

const followedBy = ({ owner, alertedAt }: Outage, now: string): string =>
  `followed by ${(owner ?? '').split(':').at(-1) || 'another run'}${alertedAt ? `, alerted ${timeInWords(alertedAt, now)}` : ''}`;

const flapsInWords = ({ flaps }: Outage): string =>
  flaps > 0 ? `it was back and away again ${counted(flaps, 'time')}` : '';

const sentence = (...parts: string[]): string => parts.filter(Boolean).join('; ');

/** What was found of one container instance. */
export const outageFinding = (
  outage: Outage & { id: string },
  { now, isOthers }: { now: string; isOthers: boolean },
): Finding => {
  const { id, facts, end, confirmedAt, looks } = outage;
  const host = facts?.instanceId ? ` (${shortId(facts.instanceId)})` : '';
  const check = `container instance ${id}${host}`;
  const known = facts ? factsInWords(facts) : '';
  if (end !== null) {
    const [status, words] = ends[end];
    const remedy = { remedy: 'is the machine switched off, or cut off from the network?' };
    return { check, status, detail: sentence(words, flapsInWords(outage)), ...(status === 'WARN' ? remedy : {}) };
  }
  const followed = isOthers ? followedBy(outage, now) : '';
  if (confirmedAt !== null) {
    const detail = sentence(`agent away ${sinceInWords(outage, now)}`, known, flapsInWords(outage), followed);
    return { check, status: 'FAIL', detail, ...(facts ? { remedy: remedyOf(facts) } : {}) };
  }
  const undecided = `agent away at the last ${looks === 1 ? 'look' : `${looks} looks`}, too short to tell`;
  return { check, status: 'WARN', detail: sentence(undecided, known, flapsInWords(outage), followed) };
};
