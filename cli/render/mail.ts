import type { Mail } from '../../sandbox/services/sns.ts';
import type { Colors } from '../terminal.ts';
import { plain } from './text.ts';

const topicNameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

/** A mail as it arrives in the sandbox: whom it is to, its subject, and its text as it was sent, indented. */
export const mailLines = (
  { to, topicArn, subject, message, publishedAt }: Mail,
  colors: Pick<Colors, 'bold' | 'dim'>,
): string[] => {
  const topic = topicNameOf(topicArn);
  const whom =
    to === undefined ? `of topic ${topic}, to which nobody is subscribed by mail` : `to ${to}, of topic ${topic}`;
  return [
    `✉ mail ${plain(whom)}, ${colors.dim(publishedAt)}`,
    ...(subject === undefined ? [] : [`  ${colors.bold(plain(subject))}`]),
    ...message
      .trimEnd()
      .split('\n')
      .map((line) => `  │ ${plain(line)}`.trimEnd()),
  ];
};
