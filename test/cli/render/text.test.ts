import { describe, expect, it } from '@jest/globals';
import { cut, duration, plain, wrap } from '../../../cli/render/text.ts';

describe('plain', () => {
  it.each([
    ['colours and cursor movements', '\u001b[31mred\u001b[0m\u001b[2J', 'red'],
    ['a window title', '\u001b]0;owned\u0007text', 'text'],
    ['an overwriting carriage return', 'real\rfake', 'real\\u{d}fake'],
    ['a line that was not written', 'one\ntwo', 'one\\u{a}two'],
    ['a bell and a null', '\u0007\u0000', '\\u{7}\\u{0}'],
    ['a lone escape', '\u001b', '\\u{1b}'],
    ['a C1 control character', 'a\u0085b', 'a\\u{85}b'],
    ['a right-to-left override', 'abc\u202edcba', 'abc\\u{202e}dcba'],
    ['a tab', 'a\tb', 'a    b'],
  ])('takes the power out of %s', (_, text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  it('leaves other text as it is', () => {
    expect(plain('Größe 5 → naïve 日本 👩‍🚀')).toBe('Größe 5 → naïve 日本 👩‍🚀');
  });
});

describe('cut', () => {
  it('says how much is missing', () => {
    expect(cut('x'.repeat(1_000), 10)).toBe('xxxxxxxxxx… (+990 characters)');
  });

  it('leaves a short line alone', () => {
    expect(cut('short', 5)).toBe('short');
  });
});

describe('wrap', () => {
  it.each([
    ['one two three', 7, ['one two', 'three']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['a abcdefgh b', 4, ['a', 'abcd', 'efgh', 'b']],
    ['', 4, ['']],
    ['at (ecs.us-east-1.example.com)', 16, ['at', '(ecs.us-east-1.', 'example.com)']],
    ['secretsmanager.eu', 8, ['secretsm', 'anager.', 'eu']],
    ['a/b/c/d e', 4, ['a/b/', 'c/d', 'e']],
  ])('breaks %j at %i columns', (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });
});

describe('duration', () => {
  it.each([
    [0, '0.0 s'],
    [-5, '0.0 s'],
    [1_240, '1.2 s'],
    [59_900, '59.9 s'],
    [125_000, '2 min 5 s'],
  ])('reads %i ms', (milliseconds, expected) => {
    expect(duration(milliseconds)).toBe(expected);
  });
});
