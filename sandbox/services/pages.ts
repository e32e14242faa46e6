import { AwsError } from '../service.ts';

/**
 * Cuts a page out of a list.
 *
 * @param token the nextToken of the page before, an opaque text to callers
 * @param code wire code for a token that none of these pages gave out
 * @returns the page's items, and its nextToken in `next` where more follow
 */
export const pageOf = <Item>(
  all: Item[],
  token: string | undefined,
  size: number,
  code: string,
): { items: Item[]; next: { nextToken?: string } } => {
  const start = token === undefined ? 0 : Number(/^page-(\d+)$/.exec(decode(token))?.[1] ?? Number.NaN);
  if (Number.isNaN(start)) throw new AwsError(code, 'The specified nextToken is invalid.');
  const items = all.slice(start, start + size);
  const end = start + items.length;
  return { items, next: end < all.length ? { nextToken: encode(`page-${end}`) } : {} };
};

const encode = (text: string): string => Buffer.from(text).toString('base64');
const decode = (token: string): string => Buffer.from(token, 'base64').toString();
