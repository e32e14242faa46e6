import { describe, expect, it } from '@jest/globals';
import { settleLedger } from '../../../../functions/domain/agent/report.ts';
import { alerted, at, ledgerOf, me, other, outage } from './look-world.ts';

describe('settleLedger', () => {
  it('lets go what a run never alerted, and leaves what it did to the next', () => {
    const ledger = ledgerOf({
      flapping: outage({ owner: me }),
      over: outage({ owner: me, end: 'GONE', endedAt: at(0) }),
      lasting: alerted(),
      theirs: outage({ owner: other }),
      noted: outage(),
    });
    expect(settleLedger(ledger, me).outages).toEqual({
      lasting: alerted({ owner: null }),
      theirs: outage({ owner: other }),
      noted: outage(),
    });
  });
});
