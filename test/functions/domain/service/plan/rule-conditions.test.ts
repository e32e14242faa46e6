import { describe, expect, it } from '@jest/globals';
import {
  type Condition,
  conditionsInWords,
  conditionsKey,
} from '../../../../../functions/domain/service/plan/rule-conditions.ts';

const host = (...Values: string[]): Condition => ({ Field: 'host-header', Values });
const header = (HttpHeaderName: string, ...Values: string[]): Condition => ({
  Field: 'http-header',
  HttpHeaderConfig: { HttpHeaderName, Values },
});
const query = (...Values: { Key?: string; Value: string }[]): Condition => ({
  Field: 'query-string',
  QueryStringConfig: { Values },
});
const path = (...Values: string[]): Condition => ({ Field: 'path-pattern', Values });

describe('conditionsKey', () => {
  it.each<[string, Condition[], Condition[]]>([
    ['values in another order', [host('a.example.com', 'b.example.com')], [host('b.example.com', 'a.example.com')]],
    ['conditions in another order', [host('a.example.com'), path('/a')], [path('/a'), host('a.example.com')]],
    [
      'the other form',
      [host('a.example.com')],
      [{ Field: 'host-header', HostHeaderConfig: { Values: ['a.example.com'] } }],
    ],
    [
      'both forms, as AWS shows them',
      [path('/a')],
      [{ Field: 'path-pattern', Values: ['/a'], PathPatternConfig: { Values: ['/a'] } }],
    ],
    ['a repeated value', [host('a.example.com')], [host('a.example.com', 'a.example.com')]],
    ['hosts in other case', [host('A.Example.com')], [host('a.example.COM')]],
    ['header names and values in other case', [header('X-One', 'A')], [header('x-one', 'a')]],
    ['queries in other case', [query({ Key: 'A', Value: 'B' })], [query({ Key: 'a', Value: 'b' })]],
    [
      'queries in another order',
      [query({ Key: 'a', Value: '1' }, { Value: 'x' })],
      [query({ Value: 'x' }, { Key: 'a', Value: '1' })],
    ],
    [
      'regular expressions of either form',
      [{ Field: 'host-header', RegexValues: ['^a$'] }],
      [{ Field: 'host-header', HostHeaderConfig: { RegexValues: ['^a$'] } }],
    ],
    [
      'IPv6 in other case',
      [{ Field: 'source-ip', SourceIpConfig: { Values: ['2001:DB8::/32'] } }],
      [{ Field: 'source-ip', SourceIpConfig: { Values: ['2001:db8::/32'] } }],
    ],
  ])('is the same for %s', (_name, one, other) => {
    expect(conditionsKey(one)).toBeDefined();
    expect(conditionsKey(one)).toBe(conditionsKey(other));
  });

  it.each<[string, Condition[], Condition[]]>([
    ['another value', [host('a.example.com')], [host('b.example.com')]],
    ['one value more', [host('a.example.com')], [host('a.example.com', 'b.example.com')]],
    ['one condition more', [host('a.example.com')], [host('a.example.com'), path('/a')]],
    ['another header of the same value', [header('X-One', 'a')], [header('X-Two', 'a')]],
    ['a value that looks like a pair', [query({ Key: 'a', Value: '1' })], [query({ Value: 'a=1' })]],
    ['paths in other case', [path('/A')], [path('/a')]],
    [
      'methods in other case',
      [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } }],
      [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['get'] } }],
    ],
    ['a regular expression instead of a value', [path('/a')], [{ Field: 'path-pattern', RegexValues: ['/a'] }]],
    [
      'regular expressions in other case',
      [{ Field: 'host-header', RegexValues: ['A'] }],
      [{ Field: 'host-header', RegexValues: ['a'] }],
    ],
    ['another field', [{ Field: 'host-header', Values: ['x'] }], [{ Field: 'path-pattern', Values: ['x'] }]],
    ['a header once and twice', [header('X-One', 'a', 'b')], [header('X-One', 'a'), header('X-One', 'b')]],
  ])('differs for %s', (_name, one, other) => {
    expect(conditionsKey(one)).not.toBe(conditionsKey(other));
  });

  it.each<[string, Condition[]]>([
    ['no conditions, as the default rule has', []],
    ['a condition without values', [host()]],
    ['one of several without values', [host('a.example.com'), path()]],
    ['an unknown field without values', [{ Field: 'new' }]],
  ])('is nothing for %s', (_name, conditions) => {
    expect(conditionsKey(conditions)).toBeUndefined();
  });
});

describe('conditionsInWords', () => {
  it('says every field with its values, whatever their order', () => {
    const conditions = [
      query({ Key: 'a', Value: '1' }, { Value: 'x' }),
      host('b.example.com', 'a.example.com'),
      header('X-One', 'a'),
      { Field: 'path-pattern', RegexValues: ['^/a'] },
    ];
    expect(conditionsInWords(conditions)).toBe(
      'host-header=a.example.com,b.example.com http-header:X-One=a path-pattern=~^/a query-string=a=1,x',
    );
  });
});
