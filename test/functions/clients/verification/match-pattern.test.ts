import { describe, expect, it } from '@jest/globals';
import { matchPattern } from '../../../../functions/clients/verification/match-pattern.ts';

describe('matchPattern', () => {
  it.each([
    ['b+', 'abbc', 'matches'],
    ['^b', 'abbc', 'differs'],
    ['buildVersion:[ ]+"1\\.2\\.3"', '<!-- buildVersion:  "1.2.3" -->', 'matches'],
    ['(', '', 'invalid'],
  ])('%s on %s: %s', (pattern, text, match) => {
    expect(matchPattern(pattern, text)).toBe(match);
  });

  it('gives up on a pattern that backtracks for ever', () => {
    expect(matchPattern('^(a+)+$', `${'a'.repeat(60)}b`)).toBe('too-slow');
  });
});
