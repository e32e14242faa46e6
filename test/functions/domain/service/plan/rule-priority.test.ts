import { describe, expect, it } from '@jest/globals';
import { freePriorities } from '../../../../../functions/domain/service/plan/rule-priority.ts';

const all = Array.from({ length: 50_000 }, (_, index) => index + 1);

describe('freePriorities', () => {
  it.each<[string, number[], ('start' | 'end')[], (number | undefined)[]]>([
    ['the lowest at the start', [], ['start', 'start'], [1, 2]],
    ['the highest at the end', [], ['end', 'end'], [50_000, 49_999]],
    ['what is between taken ones', [1, 3, 50_000], ['start', 'start', 'end'], [2, 4, 49_999]],
    ['priorities above the number of rules that an account may have', [50_000, 49_999], ['end'], [49_998]],
    ['the last one to either', all.slice(0, -1), ['start', 'end'], [50_000, undefined]],
    ['nothing where none is free', all, ['start', 'end'], [undefined, undefined]],
  ])('gives %s', (_name, taken, placements, expected) => {
    const next = freePriorities(taken);
    expect(placements.map((placement) => next(placement))).toEqual(expected);
  });
});
