import { describe, expect, it } from '@jest/globals';
import { type Link, startLink, weighProbe } from '../../../../layers/sentry/src/link.ts';
import type { ProbeResult } from '../../../../layers/sentry/src/probe-result.ts';

const options = { intervalMs: 20_000, offlineAfter: 2, onlineAfter: 2 };
const answered: ProbeResult = {
  isReachable: true,
  stage: 'http',
  reason: 'HTTP 404',
  mayBeMistake: false,
  milliseconds: 80,
};
const refused: ProbeResult = { ...answered, isReachable: false, stage: 'tcp', reason: 'refused' };
const unknownName: ProbeResult = { ...refused, stage: 'dns', reason: 'no such name', mayBeMistake: true };
const intercepted: ProbeResult = { ...unknownName, stage: 'tls', reason: 'certificate: unknown issuer' };

/** Weighs probes one after another; the nth began at minute n. */
const weigh = (start: Link, results: ProbeResult[], overrides: Partial<typeof options> = {}) => {
  let link = start;
  return results.map((result, index) => {
    const at = `2026-01-01T00:0${index}:00.000Z`;
    const verdict = weighProbe(link, result, at, { ...options, ...overrides });
    link = verdict.link;
    return verdict;
  });
};

const online = startLink({ isOffline: false, hasBeenReached: true });
const offline = startLink({ isOffline: true, hasBeenReached: true });
const fresh = startLink({ isOffline: false, hasBeenReached: false });

const kinds = (verdicts: ReturnType<typeof weigh>) => verdicts.map(({ change }) => change?.kind ?? null);

describe('weighProbe', () => {
  it.each([
    ['one reset connection', online, [refused, answered, refused, answered], [null, null, null, null]],
    ['two failures in a row', online, [refused, refused], [null, 'LOST']],
    ['more failures than needed', online, [refused, refused, refused, refused], [null, 'LOST', null, null]],
    ['a mistyped name that had been right', online, [unknownName, unknownName], [null, 'LOST']],
    ['one answer in an outage', offline, [answered, refused, answered, refused], [null, null, null, null]],
    ['two answers in a row', offline, [answered, answered], [null, 'RESTORED']],
    ['an outage and its end', online, [refused, refused, answered, answered], [null, 'LOST', null, 'RESTORED']],
    [
      'two outages',
      online,
      [refused, refused, answered, answered, refused, refused],
      [null, 'LOST', null, 'RESTORED', null, 'LOST'],
    ],
    ['failures before the first answer', fresh, [refused, refused, intercepted, refused], [null, null, null, null]],
    ['the first answer', fresh, [refused, answered, answered], [null, 'REACHED', null]],
    ['an outage after the first answer', fresh, [answered, refused, refused], ['REACHED', null, 'LOST']],
  ])('weighs %s', (_, start, results, expected) => {
    expect(kinds(weigh(start, results))).toEqual(expected);
  });

  it('asks again at once after the first failure, so that hysteresis costs no minute', () => {
    expect(weigh(online, [refused, refused, refused]).map(({ nextInMs }) => nextInMs)).toEqual([0, 20_000, 20_000]);
  });

  it('asks again at once after the first answer in an outage', () => {
    expect(weigh(offline, [refused, answered, answered]).map(({ nextInMs }) => nextInMs)).toEqual([20_000, 0, 20_000]);
  });

  it('leaves a second between further probes that confirm', () => {
    const verdicts = weigh(online, [refused, refused, refused, refused], { offlineAfter: 4 });
    expect(verdicts.map(({ nextInMs }) => nextInMs)).toEqual([0, 1_000, 1_000, 20_000]);
    expect(kinds(verdicts)).toEqual([null, null, null, 'LOST']);
  });

  it('changes at the first probe where one is enough', () => {
    expect(kinds(weigh(online, [refused, answered], { offlineAfter: 1, onlineAfter: 1 }))).toEqual([
      'LOST',
      'RESTORED',
    ]);
  });

  it('dates a loss and a recovery by the first probe that speaks for it', () => {
    const verdicts = weigh(online, [answered, unknownName, refused, refused, answered, answered]);
    expect(verdicts.map(({ change }) => change).filter((change) => change !== null)).toEqual([
      { kind: 'LOST', first: { at: '2026-01-01T00:01:00.000Z', reason: 'dns: no such name' } },
      { kind: 'RESTORED', first: { at: '2026-01-01T00:04:00.000Z', reason: 'http: HTTP 404' } },
    ]);
  });

  it('says once for each stage that the endpoint was never reached, and what to check', () => {
    const warnings = weigh(fresh, [unknownName, unknownName, refused, unknownName, refused]).map(
      ({ warning }) => warning,
    );
    expect(warnings).toEqual([
      'never reached yet, so nothing is changed: dns: no such name; this may be a mistake: check --region, --endpoint and the resolver',
      null,
      expect.stringMatching(/: tcp: refused; check the network and the firewall/),
      null,
      null,
    ]);
  });

  it('warns of nothing once the endpoint has been reached', () => {
    const warnings = weigh(fresh, [answered, unknownName, unknownName]).map(({ warning }) => warning);
    expect(warnings).toEqual([null, null, null]);
  });

  it('takes an answer for reached in an outage that another endpoint began', () => {
    const [, last] = weigh(startLink({ isOffline: true, hasBeenReached: false }), [answered, answered]);
    expect(last).toMatchObject({ change: { kind: 'RESTORED' }, link: { hasBeenReached: true } });
  });
});
