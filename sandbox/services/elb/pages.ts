import { pageOf } from '../pages.ts';
import { outOfModel } from './errors.ts';

const largestPage = 400;

/**
 * One page of a list, and the marker of the next as `NextMarker`.
 *
 * @throws AwsError ValidationError for a size out of 1 to 400 or a marker that no page has given
 */
export const page = <Item>(
  all: Item[],
  { Marker, PageSize = largestPage }: { Marker?: string | undefined; PageSize?: number | undefined },
): { items: Item[]; next: { NextMarker?: string } } => {
  if (!Number.isInteger(PageSize) || PageSize < 1) {
    throw outOfModel(PageSize, 'pageSize', 'Member must have value greater than or equal to 1');
  }
  if (PageSize > largestPage) {
    throw outOfModel(PageSize, 'pageSize', `Member must have value less than or equal to ${largestPage}`);
  }
  const { items, next } = pageOf(all, Marker, PageSize, 'ValidationError');
  return { items, next: next.nextToken === undefined ? {} : { NextMarker: next.nextToken } };
};
