import { describe, expect, it } from '@jest/globals';
import {
  alertSubject,
  limitSubject,
  recoverySubject,
  reminderSubject,
} from '../../../../../functions/domain/agent/notice/subject.ts';
import { contextOf, ledgerOf, watchOf } from './notice-world.ts';

const context = contextOf(ledgerOf({}));
const longest = contextOf(
  ledgerOf({}),
  watchOf({ name: 'p'.repeat(255), region: 'ap-southeast-1', registered: 5_000 }),
);

describe('subjects', () => {
  it.each([
    ['[ISSUE] ECS agents: 3 of 40 disconnected in prod (eu-west-1)', alertSubject(3, context)],
    ['[RECOVERED] ECS agents: 3 back in prod (eu-west-1)', recoverySubject({ back: 3, gone: 0, lasting: 0 }, context)],
    ['[RECOVERED] ECS agents: 1 gone in prod (eu-west-1)', recoverySubject({ back: 0, gone: 1, lasting: 0 }, context)],
    [
      '[RECOVERED] ECS agents: 2 back, 1 gone, 3 still disconnected in prod (eu-west-1)',
      recoverySubject({ back: 2, gone: 1, lasting: 3 }, context),
    ],
    ['[REMINDER] ECS agents: 3 of 40 still disconnected in prod (eu-west-1)', reminderSubject(3, context)],
    [
      '[LIMIT] ECS agents: 3 still disconnected after 24 h, not followed now, in prod (eu-west-1)',
      limitSubject(3, context),
    ],
  ])('say %s', (expected, subject) => {
    expect(subject).toBe(expected);
  });

  it.each([
    ['an alert', alertSubject(5_000, longest)],
    ['a recovery', recoverySubject({ back: 5_000, gone: 5_000, lasting: 5_000 }, longest)],
    ['a reminder', reminderSubject(5_000, longest)],
    ['a limit', limitSubject(5_000, longest)],
  ])('of %s stay below 100 ASCII characters, with counts and region, for the longest name', (_, subject) => {
    expect(subject).toMatch(/^\[[A-Z]+\] ECS agents: 5000 [\x20-\x7e]* in p*\.\.\. \(ap-southeast-1\)$/);
    expect(subject.length).toBeLessThan(100);
  });

  it('hold ASCII only', () => {
    expect(alertSubject(1, { ...context, clusterName: 'größe' })).toBe(
      '[ISSUE] ECS agents: 1 of 40 disconnected in gr??e (eu-west-1)',
    );
  });
});
