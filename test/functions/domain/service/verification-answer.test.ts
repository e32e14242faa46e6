import { describe, expect, it } from '@jest/globals';
import { assessAnswer, excerptOf, type Match } from '../../../../functions/domain/service/verification-answer.ts';

const answer = {
  httpVersion: '1.1',
  status: 200,
  headers: { 'content-type': ['text/html'], 'set-cookie': ['a=1', 'b=2'] },
  body: 'buildVersion: "1.2.3"\n',
  isBodyCut: false,
  isVerified: true,
};

const matchPattern = (pattern: string, text: string): Match => (new RegExp(pattern).test(text) ? 'matches' : 'differs');
const options = { matchPattern, secrets: ['abc123'] };
const assess = (response: object, changed: object = {}) =>
  assessAnswer({ ...response }, { ...answer, ...changed }, options).map(
    ({ check, status, detail }) => `${status} ${check}: ${detail}`,
  );

describe('assessAnswer', () => {
  it.each([
    ['any 2xx where nothing is given', {}, { status: 204 }, 'PASS verification status: 204'],
    ['no 3xx then', {}, { status: 301 }, 'FAIL verification status: expected 2xx, got 301'],
    ['a status of the list', { status: [301, 302] }, { status: 302 }, 'PASS verification status: 302'],
    ['no other', { status: [200, 204] }, { status: 503 }, 'FAIL verification status: expected 200 or 204, got 503'],
  ])('accepts %s', (_, response, changed, line) => {
    expect(assess(response, changed)).toEqual([line]);
  });

  it.each([
    [503, 'no healthy target'],
    [404, 'listener rule'],
    [302, 'redirects are not followed'],
    [500, 'logs of the service'],
  ])('says what to do about %i', (status, remedy) => {
    expect(assessAnswer({ status: [200] }, { ...answer, status }, options)[0]?.remedy).toContain(remedy);
  });

  it.each([
    [
      'a literal body',
      { body: 'buildVersion: "1.2.3"' },
      'PASS verification body: is as expected: buildVersion: "1.2.3"',
    ],
    [
      'a pattern',
      { body: '/buildVersion:[ ]+"1.2.3"/' },
      'PASS verification body: is as expected: /buildVersion:[ ]+"1.2.3"/',
    ],
    [
      'no part of a literal',
      { body: 'buildVersion' },
      'FAIL verification body: expected buildVersion, got buildVersion: "1.2.3"',
    ],
    [
      'no other pattern',
      { body: '/1\\.2\\.4/' },
      'FAIL verification body: expected /1\\.2\\.4/, got buildVersion: "1.2.3"',
    ],
    ['an empty body only as such', { body: '' }, 'FAIL verification body: expected , got buildVersion: "1.2.3"'],
  ])('compares %s', (_, response, line) => {
    expect(assess(response)[1]).toBe(line);
  });

  it('says that nothing came where a body was wanted', () => {
    expect(assess({ body: 'x' }, { body: '' })[1]).toBe('FAIL verification body: expected x, got nothing');
  });

  it('does not look at a body that the spec says nothing of', () => {
    expect(assess({})).toHaveLength(1);
  });

  it('says that only the beginning of a long body was looked at', () => {
    expect(assess({ body: '/z/' }, { isBodyCut: true })[1]).toContain('only the beginning of a long body');
    expect(assess({ body: '/build/' }, { isBodyCut: true })[1]).toMatch(/^PASS/);
  });

  it.each([
    ['content-type: text/html', 'PASS verification header content-type: is as expected: text/html'],
    ['Content-Type: /^text/', 'PASS verification header Content-Type: is as expected: /^text/'],
    ['set-cookie: b=2', 'PASS verification header set-cookie: is as expected: b=2'],
    ['set-cookie: c=3', 'FAIL verification header set-cookie: expected c=3, got a=1, b=2'],
    ['x-none: 1', 'FAIL verification header x-none: expected 1, got nothing'],
  ])('compares the header %s', (line, finding) => {
    expect(assess({ headers: [line] })[1]).toBe(finding);
  });

  it('keeps secrets that an answer echoes out of what it says', () => {
    expect(assess({ body: 'x' }, { body: 'you sent abc123' })[1]).toBe(
      'FAIL verification body: expected x, got you sent [redacted]',
    );
  });

  it.each([
    ['too-slow', 'took too long'],
    ['invalid', 'is no regular expression'],
  ] as const)('tells of a pattern that is %s', (match, words) => {
    const [, finding] = assessAnswer({ body: '/(a+)+$/' }, answer, { ...options, matchPattern: () => match });
    expect(finding).toMatchObject({
      status: 'FAIL',
      detail: expect.stringContaining(words),
      remedy: expect.any(String),
    });
  });
});

describe('excerptOf', () => {
  it('is one line of 200 characters at most', () => {
    expect(excerptOf(`a\r\n\tb\u001b[31m\u202ec${'x'.repeat(300)}`)).toMatch(/^a b \[31m c?x?.{150,200}…$/);
    expect(excerptOf('x'.repeat(201))).toBe(`${'x'.repeat(200)}…`);
  });
});
