import { describe, expect, it } from '@jest/globals';
import { initialState } from '../../../../layers/sentry/src/state.ts';
import { stateKeeper } from '../../../../layers/sentry/src/state-keeper.ts';

describe('stateKeeper', () => {
  it('writes changes that come while it writes together, in order', async () => {
    const written: string[] = [];
    const keeper = stateKeeper(initialState(), async ({ outageReason }) => {
      written.push(String(outageReason));
      await Promise.resolve();
    });
    await Promise.all(
      ['1', '2', '3', '4'].map((outageReason) => keeper.change((state) => ({ ...state, outageReason }))),
    );
    expect(written).toEqual(['1', '4']);
    expect(keeper.current.outageReason).toBe('4');
  });

  it('writes after a write that failed what that one was to write', async () => {
    const written: (string | null)[] = [];
    const keeper = stateKeeper(initialState(), async (state) => {
      written.push(state.outageReason);
      if (written.length === 1) throw new Error('no space left');
    });
    await expect(keeper.change((state) => ({ ...state, outageReason: 'dns' }))).rejects.toThrow('no space left');
    await keeper.change((state) => ({ ...state, phase: 'OFFLINE' }));
    expect(written).toEqual(['dns', 'dns']);
  });
});
