import type { Filter, Tag } from '@aws-sdk/client-ec2';
import { AwsError } from '../../service.ts';
import { pageOf } from '../pages.ts';

/** One kind of resource: how its ids look, what its errors are called, what it can be filtered by. */
export interface Kind<Record> {
  /** `subnet`: the ids begin with it. */
  prefix: string;
  /** Name of the parameter that lists ids. */
  idsParameter: string;
  /** How errors call the page's size; `MaxResults` where absent. */
  sizeParameter?: string;
  errors: { malformed: string; notFound: string };
  /** `subnet ID`, as messages call it. */
  called: string;
  filters: { [name: string]: (record: Record) => string | string[] };
}

interface Query {
  ids: string[] | undefined;
  filters: Filter[] | undefined;
  maxResults: number | undefined;
  nextToken: string | undefined;
}

const parameterError = (message: string) => new AwsError('InvalidParameterValue', message);

/** `*` stands for any text and `?` for one character; a backslash takes that meaning away. */
const matcherOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern.replace(/\\[*?\\]|[\s\S]/g, (part) => {
      if (part === '*') return '.*';
      if (part === '?') return '.';
      return part.replace(/^\\(?=.)/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })}$`,
    's',
  );

const tagFilter = (name: string): ((tags: Tag[]) => string[]) | undefined => {
  if (name === 'tag-key') return (tags) => tags.flatMap(({ Key }) => Key ?? []);
  if (!name.startsWith('tag:')) return undefined;
  return (tags) => tags.flatMap(({ Key, Value }) => (Key === name.slice('tag:'.length) ? (Value ?? '') : []));
};

const mostValues = 200;

const predicateOf = <Record extends { tags: Tag[] }>(
  { filters }: Kind<Record>,
  { Name = '', Values }: Filter,
): ((record: Record) => boolean) => {
  const ofTags = tagFilter(Name);
  const read = Object.hasOwn(filters, Name) ? filters[Name] : ofTags && (({ tags }: Record) => ofTags(tags));
  if (!read) throw parameterError(`The filter '${Name}' is invalid`);
  if (!Values?.length) throw parameterError(`The filter '${Name}' must have at least one value.`);
  if (Values.length > mostValues) {
    throw new AwsError(
      'FilterLimitExceeded',
      `The maximum number of filter values specified on a single call is ${mostValues}`,
    );
  }
  // Most values are plain, and there may be hundreds of them for thousands of records.
  const plain = new Set(Values.filter((value) => !/[*?\\]/.test(value)));
  const matchers = Values.filter((value) => !plain.has(value)).map(matcherOf);
  return (record) =>
    [read(record)].flat().some((value) => plain.has(value) || matchers.some((matcher) => matcher.test(value)));
};

const checkIds = <Record>(
  { prefix, errors, called }: Kind<Record>,
  ids: string[],
  known: ReadonlyMap<string, Record>,
) => {
  const malformed = ids.find((id) => !new RegExp(`^${prefix}-[0-9a-f]{8}(?:[0-9a-f]{9})?$`).test(id));
  if (malformed !== undefined) {
    throw new AwsError(errors.malformed, `Invalid id: "${malformed}" (expecting "${prefix}-...")`);
  }
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  const one = `The ${called} '${unknown.join(', ')}' does not exist`;
  throw new AwsError(
    errors.notFound,
    unknown.length === 1 ? one : one.replace(called, `${called}s`).replace('does', 'do'),
  );
};

const checkSize = (
  { idsParameter, sizeParameter = 'MaxResults' }: Pick<Kind<never>, 'idsParameter' | 'sizeParameter'>,
  { ids, maxResults }: Query,
): void => {
  if (maxResults === undefined) return;
  if (maxResults < 5 || maxResults > 1000) {
    throw parameterError(
      `Value ( ${maxResults} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`,
    );
  }
  if (ids !== undefined) {
    throw new AwsError(
      'InvalidParameterCombination',
      `The parameter ${idsParameter} cannot be used with the parameter ${sizeParameter}`,
    );
  }
};

/**
 * The records that a Describe… call asks for, by ids, filters and page.
 *
 * @throws AwsError with EC2's codes for ids that are malformed or not there, for filters and sizes
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export const select = <Record extends { id: string; tags: Tag[] }>(
  kind: Kind<Record>,
  known: ReadonlyMap<string, Record>,
  query: Query,
): { records: Record[]; next: { NextToken?: string } } => {
  const { ids, filters = [], maxResults, nextToken } = query;
  checkSize(kind, query);
  if (ids) checkIds(kind, ids, known);
  const predicates = filters.map((filter) => predicateOf(kind, filter));
  const all = [...known.values()]
    .filter(({ id }) => ids?.includes(id) ?? true)
    .filter((record) => predicates.every((matches) => matches(record)));
  const { items, next } = pageOf(all, nextToken, maxResults ?? 1000, 'InvalidNextToken');
  return { records: items, next: next.nextToken === undefined ? {} : { NextToken: next.nextToken } };
};
