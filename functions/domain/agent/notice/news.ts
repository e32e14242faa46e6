import { type InstanceOutage, isStorm, type NoticeContext } from './context.ts';
import { disconnectedMetrics, endedMetrics, type MetricsLine } from './metrics.ts';
import { type Notice, noticeOf, type Section } from './notice.ts';
import { limitSubject, type NoticeKind, recoverySubject, reminderSubject } from './subject.ts';
import type { News } from './untold.ts';
import { counted, durationInWords, outageSeconds } from './words.ts';

const isBack = ({ end }: InstanceOutage): boolean => end === 'RECONNECTED';

const kindOf = ({ ended, isLimit }: News): NoticeKind =>
  isLimit ? 'LIMIT' : ended.length > 0 ? 'RECOVERED' : 'REMINDER';

const subjectOf = (news: News, context: NoticeContext): string => {
  const { ended, lasting } = news;
  switch (kindOf(news)) {
    case 'LIMIT':
      return limitSubject(lasting.length, context);
    case 'REMINDER':
      return reminderSubject(lasting.length, context);
    default: {
      const back = ended.filter(isBack).length;
      return recoverySubject({ back, gone: ended.length - back, lasting: lasting.length }, context);
    }
  }
};

const endedInWords = ({ ended }: News, { now, clusterName }: NoticeContext): string[] => {
  if (ended.length === 0) return [];
  const back = ended.filter(isBack).length;
  const gone = ended.length - back;
  const ends = [back > 0 ? `${back} connected again` : '', gone > 0 ? `${gone} gone, stopped or offline` : ''].filter(
    Boolean,
  );
  const longest = Math.max(...ended.map((outage) => outageSeconds(outage, now)));
  return [
    `${counted(ended.length, 'outage')} of ECS agents in cluster ${clusterName} ${ended.length === 1 ? 'is' : 'are'} over: ` +
      `${ends.join(', ')}; ` +
      `${ended.length === 1 ? 'it' : 'the longest'} lasted ${durationInWords(longest)}.`,
  ];
};

const lastingInWords = (news: News, { clusterName, registered, request }: NoticeContext): string[] => {
  const { lasting, isReminder, isLimit, ended } = news;
  const agents =
    `${counted(lasting.length, 'agent')} of ${counted(registered, 'container instance')} of cluster ${clusterName} ` +
    `${lasting.length === 1 ? 'is' : 'are'} still disconnected`;
  if (isLimit) {
    return [
      `${agents} after ${request.limitHours} h, which is how long this run follows them (limitHours). ` +
        'Nothing more is told of them unless another agent of the cluster disconnects: that run then follows these as well.',
    ];
  }
  if (isReminder) return [`${agents}.`];
  return ended.length > 0 && lasting.length > 0 ? [`${counted(lasting.length, 'agent')} still disconnected.`] : [];
};

const metricsOf = ({ ended, isReminder, isLimit }: News, context: NoticeContext): MetricsLine[] => {
  if (ended.length > 0) return endedMetrics(ended, context);
  return isReminder || isLimit ? disconnectedMetrics([], context) : [];
};

/** The message about what a look found: outages that are over, a reminder of those that last, the limit of the run; or several of these. */
export const newsNotice = (news: News, listLink: string | null, context: NoticeContext): Notice => {
  const { ended, lasting, isReminder, isLimit } = news;
  const sections: Section[] = [
    { heading: 'Connected again:', outages: ended.filter(isBack) },
    { heading: 'Gone, stopped or offline:', outages: ended.filter((outage) => !isBack(outage)) },
    { heading: 'Still disconnected:', outages: isReminder || isLimit ? lasting : [] },
  ];
  const told = sections.reduce((sum, { outages }) => sum + outages.length, 0);
  return noticeOf(
    {
      kind: kindOf(news),
      subject: subjectOf(news, context),
      lines: [...endedInWords(news, context), ...lastingInWords(news, context)],
      isDigest: isStorm(told, context) && told > 1,
      sections,
      listLink,
      metrics: metricsOf(news, context),
    },
    context,
  );
};

/** The instances that such a message is about, in its order. */
export const toldOf = ({ ended, lasting, isReminder, isLimit }: News): InstanceOutage[] => [
  ...ended.filter(isBack),
  ...ended.filter((outage) => !isBack(outage)),
  ...(isReminder || isLimit ? lasting : []),
];
