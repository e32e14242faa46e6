import type { NoticeContext } from './context.ts';

/** What a message is about first of all; its subject begins with it. */
export type NoticeKind = 'ISSUE' | 'RECOVERED' | 'REMINDER' | 'LIMIT';

/**
 * SNS takes fewer than 100 ASCII characters without line breaks.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const longestSubject = 99;

/** A cluster's name may have 255 characters: what does not fit is left out of it, so that the counts and the region stay. */
const withName = (before: string, name: string, after: string): string => {
  const room = longestSubject - before.length - after.length;
  const fitting = name.length <= room ? name : `${name.slice(0, Math.max(0, room - 3))}...`;
  return `${before}${fitting}${after}`.replace(/[^\x20-\x7e]/g, '?').slice(0, longestSubject);
};

/** `[ISSUE] ECS agents: 3 of 40 disconnected in prod (eu-west-1)`. */
export const alertSubject = (instances: number, { clusterName, region, registered }: NoticeContext): string =>
  withName(`[ISSUE] ECS agents: ${instances} of ${registered} disconnected in `, clusterName, ` (${region})`);

/** `[RECOVERED] ECS agents: 2 back, 1 gone, 3 still disconnected in prod (eu-west-1)`: what is 0 is left out. */
export const recoverySubject = (
  { back, gone, lasting }: { back: number; gone: number; lasting: number },
  { clusterName, region }: NoticeContext,
): string => {
  const counts = [
    ...(back > 0 ? [`${back} back`] : []),
    ...(gone > 0 ? [`${gone} gone`] : []),
    ...(lasting > 0 ? [`${lasting} still disconnected`] : []),
  ];
  return withName(`[RECOVERED] ECS agents: ${counts.join(', ')} in `, clusterName, ` (${region})`);
};

/** `[REMINDER] ECS agents: 3 of 40 still disconnected in prod (eu-west-1)`. */
export const reminderSubject = (instances: number, { clusterName, region, registered }: NoticeContext): string =>
  withName(`[REMINDER] ECS agents: ${instances} of ${registered} still disconnected in `, clusterName, ` (${region})`);

/** `[LIMIT] ECS agents: 3 still disconnected after 24 h, not followed now, in prod (eu-west-1)`. */
export const limitSubject = (instances: number, { clusterName, region, request }: NoticeContext): string =>
  withName(
    `[LIMIT] ECS agents: ${instances} still disconnected after ${request.limitHours} h, not followed now, in `,
    clusterName,
    ` (${region})`,
  );
