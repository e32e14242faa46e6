import type { NextCommand } from './commands.ts';
import type { InstanceOutage, NoticeContext } from './context.ts';
import { instanceInSlack } from './instance.ts';
import { infrastructureLink } from './links.ts';
import type { NoticeKind } from './subject.ts';
import { cut } from './words.ts';

/**
 * A message that Amazon Q Developer in chat applications (once AWS Chatbot) shows in Slack and Teams when it comes from an SNS topic.
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export interface SlackNotification {
  version: '1.0';
  source: 'custom';
  id: string;
  content: {
    textType: 'client-markdown';
    title: string;
    description: string;
    nextSteps: string[];
    keywords: string[];
  };
  metadata: {
    threadId: string;
    summary: string;
    eventType: string;
    relatedResources: string[];
    additionalContext: Record<string, string>;
  };
}

/** Bounds of our own, below what Slack shows of a text (3,000 characters) and a heading (150), so that nothing is cut elsewhere. */
const bounds = {
  title: 150,
  description: 2_800,
  nextSteps: 8,
  nextStep: 350,
  keyword: 75,
  summary: 250,
  relatedResources: 10,
};

/** What a notification is made of. */
export interface SlackParts {
  kind: NoticeKind;
  title: string;
  /** Sentences before the instances. */
  lines: readonly string[];
  outages: readonly InstanceOutage[];
  commands: readonly NextCommand[];
  /** Console address of the whole list; null where there is none. */
  listLink: string | null;
}

const icons: Record<NoticeKind, string> = {
  ISSUE: ':rotating_light:',
  RECOVERED: ':white_check_mark:',
  REMINDER: ':hourglass_flowing_sand:',
  LIMIT: ':warning:',
};

/** Slack's own escapes: an error's words may hold what it would read as a link. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Instances until the text is full, and how many more there are: markdown that is cut in a link shows neither. */
const description = ({ lines, outages, listLink }: SlackParts, context: NoticeContext): string => {
  const links = [
    `<${infrastructureLink(context)}|container instances of ${context.clusterName}>`,
    ...(listLink === null ? [] : [`<${listLink}|the whole list>`]),
  ].join(' · ');
  const shown = lines.map((line) => cut(escaped(line), 500));
  const more = '… and 5000 more';
  let room = bounds.description - [...shown, more, links].join('\n').length;
  let count = 0;
  for (const outage of outages) {
    const line = instanceInSlack(outage, context);
    room -= line.length + 1;
    if (room < 0) break;
    shown.push(line);
    count += 1;
  }
  const rest = outages.length - count;
  return [...shown, ...(rest > 0 ? [`… and ${rest} more`] : []), links].join('\n');
};

/** Makes the notification; all messages of one execution share a thread. */
export const slackNotification = (parts: SlackParts, context: NoticeContext): SlackNotification => {
  const { kind, title, outages, commands } = parts;
  const { execution, clusterName, clusterArn, region, accountId, now } = context;
  return {
    version: '1.0',
    source: 'custom',
    id: cut(`${execution.name}-${kind}-${now}`, 250),
    content: {
      textType: 'client-markdown',
      title: cut(`${icons[kind]} ${title}`, bounds.title),
      description: description(parts, context),
      // half a command would be worse than none
      nextSteps: commands
        .map(({ purpose, command }) => `${purpose}: \`${command}\``)
        .filter((step) => step.length <= bounds.nextStep)
        .slice(0, bounds.nextSteps),
      keywords: ['ECS agent', kind, clusterName, region].map((keyword) => cut(keyword, bounds.keyword)),
    },
    metadata: {
      threadId: execution.name,
      summary: cut(title, bounds.summary),
      eventType: 'ecs-agent-disconnect',
      relatedResources: [
        clusterArn,
        ...outages.flatMap(({ facts }) => (facts?.instanceId ? [facts.instanceId] : [])),
      ].slice(0, bounds.relatedResources),
      additionalContext: { status: kind, cluster: clusterName, region, account: accountId },
    },
  };
};
