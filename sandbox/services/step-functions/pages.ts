import { invalidToken, validationError } from './errors.ts';

export interface PageRequest {
  maxResults?: number | undefined;
  nextToken?: string | undefined;
}

/**
 * One page of a list, at most 1,000 and by default 100 items; the token holds where the next one begins.
 *
 * @throws AwsError InvalidToken for a token that no page gave
 */
export const pageOf = <Item>(items: readonly Item[], { maxResults = 0, nextToken }: PageRequest) => {
  if (!Number.isInteger(maxResults) || maxResults < 0 || maxResults > 1_000) {
    throw validationError(
      `1 validation error detected: Value '${maxResults}' at 'maxResults' failed to satisfy constraint: Member must have value between 0 and 1000`,
    );
  }
  const from = nextToken === undefined ? 0 : offsetOf(nextToken);
  const to = from + (maxResults || 100);
  return {
    page: items.slice(from, to),
    ...(to < items.length && { nextToken: Buffer.from(`from:${to}`).toString('base64url') }),
  };
};

const offsetOf = (token: string): number => {
  const offset = /^from:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (offset === undefined) throw invalidToken();
  return Number(offset);
};
