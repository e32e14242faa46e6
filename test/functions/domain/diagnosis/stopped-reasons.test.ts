import { describe, expect, it } from '@jest/globals';
import catalogue from '../../../../functions/domain/diagnosis/stopped-reasons.json' with { type: 'json' };
import {
  knownExitCode,
  knownReason,
  knownStopCode,
  type ReasonSource,
  reasonText,
} from '../../../../functions/domain/diagnosis/stopped-reasons.ts';
import examples from './samples/stopped-reasons.json' with { type: 'json' };

const patterns: { id: string; pattern: string }[] = catalogue.patterns;

describe('the catalogue of reasons', () => {
  const cases = examples.flatMap(({ id, sources, text }) => sources.map((source) => ({ id, source, text })));

  it.each(cases)('knows $id in $source: $text', ({ id, source, text }) => {
    expect(knownReason(text, source as ReasonSource)?.id).toBe(id);
  });

  it('has an example of every reason', () => {
    expect(new Set(examples.map(({ id }) => id))).toEqual(new Set(patterns.map(({ id }) => id)));
  });

  it('says of every reason what it means and what to do', () => {
    for (const { id, title, cause, remedy, page } of catalogue.patterns) {
      expect({
        id,
        isWhole: [title, cause, remedy].every((text) => text.length > 2) && page.startsWith('https://'),
      }).toEqual({ id, isWhole: true });
    }
  });

  it('has no id twice', () => {
    expect(new Set(patterns.map(({ id }) => id)).size).toBe(patterns.length);
  });

  /** Parts of the pattern itself, over and over: what makes a careless expression try every way there is. */
  const worstTexts = (pattern: string): string[] => {
    const words = pattern.replaceAll(/\(\?<\w+>/g, '(').split(/[^\w :.'"-]+/);
    return [...new Set([...words, 'a', ' ', '"'])]
      .filter((word) => word !== '')
      .map((word) => word.repeat(Math.ceil(4_096 / word.length)).slice(0, 4_096));
  };

  it.each(patterns)('gives up soon on a text that only nearly matches: $id', ({ pattern }) => {
    const expression = new RegExp(pattern, 'i');
    const startedAt = performance.now();
    for (const text of worstTexts(pattern)) expression.test(text);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });
});

describe('knownReason', () => {
  it('looks only into fields that a text was seen in', () => {
    const text = 'has reached a steady state.';
    expect(knownReason(text, 'service.event')?.id).toBe('svc.steady');
    expect(knownReason(text, 'container.reason')).toBeUndefined();
  });

  it('reads a reason that is broken into lines', () => {
    expect(knownReason('CannotPullContainerError:\n  pull access\n  denied for x', 'container.reason')?.id).toBe(
      'pull.access-denied-hub',
    );
  });

  it('knows no reason in an empty text', () => {
    expect(knownReason('', 'task.stoppedReason')).toBeUndefined();
  });

  it.each([
    ['CannotPullContainerError: manifest for a:1 not found: manifest unknown', false],
    [
      'ResourceInitializationError: AccessDeniedException: not authorized to perform: secretsmanager:GetSecretValue',
      false,
    ],
    ['CannotPullContainerError: toomanyrequests: You have reached your pull rate limit', true],
    ['CannotPullContainerError: unexpected status: 503 Service Unavailable', true],
    ['exec /app: exec format error', false],
    ['OutOfMemoryError: Container killed due to memory usage', false],
  ])('tells whether another try may help: %s', (text, canHeal) => {
    expect(knownReason(text, 'container.reason')?.canHeal).toBe(canHeal);
  });

  it.each([
    'Host EC2 (instance i-0123456789abcdef0) terminated.',
    'Container instance deregistration forced by user',
    'Scaling activity initiated by (deployment ecs-svc/1)',
  ])('lets the task of a lost host be started anew: %s', (text) => {
    expect(knownReason(text, 'task.stoppedReason')?.canHeal).toBe(true);
  });
});

describe('reasonText', () => {
  it('makes one line of it, of at most 4,096 characters', () => {
    expect(reasonText('  a\n\tb  ')).toBe('a b');
    expect(reasonText('x'.repeat(5_000))).toHaveLength(4_096);
  });
});

describe('knownExitCode', () => {
  it.each([
    [127, 'not found', false],
    [126, 'not executable', false],
    [137, 'SIGKILL', true],
    [1, 'application error', true],
    [3_221_225_781, '0xC0000135', false],
  ])('knows %d', (code, name, canHeal) => {
    expect(knownExitCode(code)).toMatchObject({ name, canHeal });
  });

  it('knows nothing of a code that a program chose', () => {
    expect(knownExitCode(42)).toBeUndefined();
  });
});

describe('knownStopCode', () => {
  it.each([
    ['UserInitiated', true],
    ['ServiceSchedulerInitiated', true],
    ['SpotInterruption', true],
    ['TerminationNotice', true],
    ['InfrastructureHealth', false],
    ['TaskFailedToStart', false],
    ['EssentialContainerExited', false],
  ])('says of %s whether it is expected: %j', (code, isExpected) => {
    expect(knownStopCode(code)).toMatchObject({ isExpected });
  });

  it.each(['NewerThanThis', 'toString'])('takes a code that it does not know: %s', (code) => {
    expect(knownStopCode(code)).toBeUndefined();
  });
});
