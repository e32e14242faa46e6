import { invalidParameter } from './errors.ts';

const largestPage = 100;

/**
 * One page of a list and the token of the next.
 *
 * @throws AwsError InvalidParameterException for a token that no page has given, or a size out of 1 to 100
 */
export const page = <T>(
  items: T[],
  { maxResults = largestPage, nextToken }: { maxResults?: number | undefined; nextToken?: string | undefined },
): { items: T[]; nextToken?: string } => {
  if (maxResults < 1 || maxResults > largestPage) throw invalidParameter('maxResults must be between 1 and 100.');
  const start = nextToken === undefined ? 0 : offsetOf(nextToken);
  const end = start + maxResults;
  return { items: items.slice(start, end), ...(end < items.length && { nextToken: tokenOf(end) }) };
};

const tokenOf = (offset: number): string => Buffer.from(`offset:${offset}`).toString('base64url');

const offsetOf = (token: string): number => {
  const offset = /^offset:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (offset === undefined) throw invalidParameter('Invalid token.');
  return Number(offset);
};
