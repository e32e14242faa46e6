import { describe, expect, it } from '@jest/globals';
import { collapseSpec, isTooDeep } from '../../../../functions/domain/service/collapse-spec.ts';

describe('collapseSpec', () => {
  it.each<[string, unknown, string[], unknown]>([
    ['chooses an environment and drops the others', { a: { prod: 1, test: 2 } }, ['prod'], { a: 1 }],
    ['chooses in lists', [{ prod: [1] }, { prod: { b: { prod: 2 } } }], ['prod'], [[1], { b: 2 }]],
    ['chooses at the root', { prod: { a: 1 }, test: {} }, ['prod'], { a: 1 }],
    ['chooses an environment within its own value', { prod: { prod: 1 } }, ['prod'], 1],
    ['chooses what is null, false or 0', [{ p: null }, { p: false }, { p: 0 }], ['p'], [null, false, 0]],
    ['leaves an object without the environment', { a: { test: 2 } }, ['prod'], { a: { test: 2 } }],
    ['takes the first of two contexts that stand side by side', { a: 1, b: 2 }, ['a', 'b'], 1],
    ['lets a later context see what an earlier one left', { a: { b: 1, c: 2 } }, ['a', 'b'], 1],
    ['tells letters of other case apart', { Prod: 1 }, ['prod'], { Prod: 1 }],
    ['takes no inherited key for an environment', { a: {} }, ['constructor'], { a: {} }],
  ])('%s', (_, document, contexts, expected) => {
    expect(collapseSpec(document, contexts).value).toEqual(expected);
  });

  it.each(['007', '443', '1.10', '1e3', ' 12', '012345678901', 'Infinity', 'nan'])(
    'keeps the text %j, which looks like a number',
    (text) => {
      expect(collapseSpec({ value: { prod: text } }, ['prod']).value).toEqual({ value: text });
    },
  );

  it('names the environments that it met', () => {
    expect([...collapseSpec({ a: { prod: 1, test: 2 }, b: { other: 1 } }, ['prod']).names]).toEqual(['prod', 'test']);
  });

  it('keeps a key __proto__ as a key', () => {
    const { value } = collapseSpec(JSON.parse('{"__proto__": {"prod": 1}}'), ['prod']);
    expect(JSON.stringify(value)).toBe('{"__proto__":1}');
  });
});

describe('isTooDeep', () => {
  it('takes 64 levels and no more', () => {
    const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
    expect(isTooDeep(nested(64))).toBe(false);
    expect(isTooDeep(nested(66))).toBe(true);
    expect(isTooDeep(nested(100_000))).toBe(true);
  });
});
