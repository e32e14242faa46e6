import { executionLink } from '../../service/report/console-links.ts';
import { type NextCommand, nextCommands } from './commands.ts';
import { type InstanceOutage, mostNamed, type NoticeContext } from './context.ts';
import { countsByPlace } from './digest.ts';
import { instanceLines } from './instance.ts';
import { infrastructureLink } from './links.ts';
import type { MetricsLine } from './metrics.ts';
import { type SlackNotification, slackNotification } from './slack.ts';
import type { NoticeKind } from './subject.ts';
import { cut } from './words.ts';

/** A message in all its forms. */
export interface Notice {
  kind: NoticeKind;
  /** Fewer than 100 ASCII characters. */
  subject: string;
  /** Plain text. */
  email: string;
  slack: SlackNotification;
  metrics: MetricsLine[];
}

/** Instances of a message that have something in common. */
export interface Section {
  heading: string;
  outages: readonly InstanceOutage[];
}

/** What all messages are made of. */
export interface NoticeParts {
  kind: NoticeKind;
  subject: string;
  /** What has happened and what it means, in sentences. */
  lines: readonly string[];
  /** Whether instances are counted by zone as well. */
  isDigest: boolean;
  sections: readonly Section[];
  /** Console address of the list of all instances; null where the message names them all, or it could not be written. */
  listLink: string | null;
  metrics: MetricsLine[];
}

const sectionLines = ({ heading, outages }: Section, isDigest: boolean, context: NoticeContext): string[] => {
  if (outages.length === 0) return [];
  const rest = outages.length - mostNamed;
  return [
    '',
    heading,
    ...(isDigest ? countsByPlace(outages).map((count) => `  ${count}`) : []),
    ...outages.slice(0, mostNamed).flatMap((outage) => instanceLines(outage, context)),
    ...(rest > 0 ? [`… and ${rest} more`] : []),
  ];
};

const commandLines = (commands: readonly NextCommand[]): string[] =>
  commands.length === 0
    ? []
    : [
        '',
        'Next, for the first of them:',
        ...commands.flatMap(({ purpose, command }) => [`- ${purpose}:`, `    ${command}`]),
      ];

const links = ({ listLink }: NoticeParts, context: NoticeContext): string[] => [
  '',
  `container instances: ${infrastructureLink(context)}`,
  ...(listLink === null ? [] : [`the whole list: ${listLink}`]),
  ...Object.entries(executionLink('execution', context.execution.id)).map(([name, address]) => `${name}: ${address}`),
];

/** Puts a message together. Commands are about the instances that are still away. */
export const noticeOf = (parts: NoticeParts, context: NoticeContext): Notice => {
  const { kind, subject, lines, sections, isDigest, listLink, metrics } = parts;
  const outages = sections.flatMap((section) => section.outages);
  const commands = nextCommands(
    outages.filter(({ endedAt }) => endedAt === null),
    context,
  );
  const email = [
    ...lines.map((line) => cut(line, 1_000)),
    ...sections.flatMap((section) => sectionLines(section, isDigest, context)),
    ...commandLines(commands),
    ...links(parts, context),
  ];
  const counts = isDigest ? [countsByPlace(outages).join(' · ')] : [];
  const title = subject.replace(/^\[[A-Z]+\] /, '');
  return {
    kind,
    subject,
    email: `${email.join('\n')}\n`,
    slack: slackNotification({ kind, title, lines: [...lines, ...counts], outages, commands, listLink }, context),
    metrics,
  };
};
