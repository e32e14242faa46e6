import { describe, expect, it } from '@jest/globals';
import { Schedule } from '../../../../sandbox/services/sqs/schedule.ts';

const drain = (schedule: Schedule<string>): string[] => {
  const items: string[] = [];
  for (let first = schedule.first(); first; first = schedule.first()) {
    items.push(first.item);
    schedule.shift();
  }
  return items;
};

describe('a schedule', () => {
  it('gives items by the time at which they are due', () => {
    const schedule = new Schedule<string>();
    for (const [index, dueAt] of [5, 3, 9, 1, 7, 2, 8, 4, 6, 0].entries())
      schedule.add(`${dueAt}`, dueAt + index / 100);
    expect(drain(schedule)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  });

  it('gives items that are due at once in the order in which they were added', () => {
    const schedule = new Schedule<string>();
    for (const item of 'abcdefghij') schedule.add(item, 1);
    expect(drain(schedule).join('')).toBe('abcdefghij');
  });
});
