import { describe, expect, it } from '@jest/globals';
import { byRegion } from '../../../../functions/clients/preconditions/by-region.ts';
import { look, lookAtEach } from '../../../../functions/clients/preconditions/look.ts';
import { found, missing } from '../../../../functions/domain/service/preconditions/looked.ts';

const failing =
  (name: string, message = name) =>
  async () => {
    throw Object.assign(new Error(message), { name });
  };

describe('look', () => {
  it('tells what is there from what is not', async () => {
    expect(await look(async () => 1)).toEqual(found(1));
    expect(await look(async () => undefined)).toEqual(missing);
    expect(await look(failing('NotFound'), ['NotFound'])).toEqual(missing);
  });

  it.each(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'])(
    'takes %s for an answer',
    async (name) => {
      const reason = 'x'.repeat(300);
      expect(await look(failing(name, `${reason}…`))).toEqual({ state: 'UNSEEN', reason });
    },
  );

  it.each(['ThrottlingException', 'NotFound', 'ExpiredTokenException'])('throws %s', async (name) => {
    await expect(look(failing(name))).rejects.toMatchObject({ name });
  });

  it('throws what is no error', async () => {
    await expect(look(() => Promise.reject('odd'))).rejects.toBe('odd');
  });
});

describe('lookAtEach', () => {
  it('looks once at each key, eight at a time', async () => {
    let running = 0;
    let most = 0;
    const items = Array.from({ length: 40 }, (_, index) => index % 20);
    const looked = await lookAtEach(items, String, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      return found(item);
    });
    expect(Object.keys(looked)).toHaveLength(20);
    expect(looked['7']).toEqual(found(7));
    expect(most).toBe(8);
  });
});

describe('byRegion', () => {
  it('builds one client for each region, and one for the function’s own', () => {
    const built: (string | undefined)[] = [];
    const clientFor = byRegion((options) => {
      built.push(options?.region);
      return { region: options?.region };
    })();
    expect([clientFor('eu-west-1'), clientFor(undefined), clientFor('eu-west-1')]).toEqual([
      { region: 'eu-west-1' },
      { region: undefined },
      { region: 'eu-west-1' },
    ]);
    expect(built).toEqual(['eu-west-1', undefined]);
  });
});
