import { pageOf } from '../pages.ts';
import { outOfModel } from './errors.ts';

const largestPage = 50;

/** One page of a list, and the token of the next. @throws AwsError ValidationException, InvalidNextTokenException */
export const page = <Item>(
  all: Item[],
  { NextToken, MaxResults = largestPage }: { NextToken?: string | undefined; MaxResults?: number | undefined },
): { items: Item[]; next: { NextToken?: string } } => {
  if (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > largestPage) {
    throw outOfModel(MaxResults, 'maxResults', `Member must have value between 1 and ${largestPage}`);
  }
  const { items, next } = pageOf(all, NextToken, MaxResults, 'InvalidNextTokenException');
  return { items, next: next.nextToken === undefined ? {} : { NextToken: next.nextToken } };
};
