import { describe, expect, it } from '@jest/globals';
import { createFaults, LostAnswer } from '../../sandbox/faults.ts';
import { turnedClock } from '../../sandbox/turned-clock.ts';

const meet = (faults: ReturnType<typeof createFaults>, operation = 'RunTask') =>
  faults
    .meet({ service: 'ecs', operation }, () => 'answered')
    .then(
      (answer) => answer,
      (error: { code: string; status: number }) => `${error.code} ${error.status}`,
    );
const fault = { service: 'ecs', operation: 'RunTask' };

describe('scripted faults', () => {
  it('meet the calls that they are for, and are spent then', async () => {
    const faults = createFaults(turnedClock());
    faults.add({ ...fault, error: 'ThrottlingException', call: 2, times: 2 });
    const met = [await meet(faults), await meet(faults), await meet(faults, 'StopTask')];
    expect(faults.list()).toHaveLength(1);
    met.push(await meet(faults), await meet(faults));
    expect(met).toEqual(['answered', 'ThrottlingException 400', 'answered', 'ThrottlingException 400', 'answered']);
    expect(faults.list()).toEqual([]);
  });

  it('count from when each was set', async () => {
    const faults = createFaults(turnedClock());
    await meet(faults);
    faults.add({ ...fault, error: 'First' });
    expect(await meet(faults)).toBe('First 400');
  });

  it('tell calls side by side apart by their arrival', async () => {
    const faults = createFaults(turnedClock());
    faults.add({ ...fault, error: 'Second', call: 2, delayMs: 1000 });
    expect(await Promise.all([meet(faults), meet(faults), meet(faults)])).toEqual([
      'answered',
      'Second 400',
      'answered',
    ]);
  });

  it.each([
    ['InternalFailure', undefined, 500],
    ['ServiceUnavailableException', undefined, 503],
    ['AccessDeniedException', undefined, 400],
    ['AccessDeniedException', 403, 403],
  ])('give %s with status %s as %i', async (error, given, status) => {
    const faults = createFaults(turnedClock());
    faults.add(given === undefined ? { ...fault, error } : { ...fault, error, status: given });
    expect(await meet(faults)).toBe(`${error} ${status}`);
  });

  it('delay on the clock of the sandbox before they fail', async () => {
    const clock = turnedClock(0);
    const faults = createFaults(clock);
    faults.add({ ...fault, error: 'Late', delayMs: 90_000 });
    expect(await meet(faults)).toBe('Late 400');
    expect(clock.now()).toBe(90_000);
  });

  it('strike after the work where they are told to', async () => {
    const faults = createFaults(turnedClock());
    const done: string[] = [];
    const work = async (name: string) => {
      done.push(name);
    };
    const call = { service: 'ecs', operation: 'RunTask' };
    faults.add({ ...fault, error: 'ServerException', after: true });
    await expect(faults.meet(call, () => work('first'))).rejects.toMatchObject({
      code: 'ServerException',
      status: 500,
    });
    faults.add({ ...fault, after: true });
    await expect(faults.meet(call, () => work('second'))).rejects.toBeInstanceOf(LostAnswer);
    faults.add({ ...fault, error: 'ServerException' });
    await expect(faults.meet(call, () => work('third'))).rejects.toThrow();
    expect(done).toEqual(['first', 'second']);
  });

  it('meet only the function that they name', async () => {
    const faults = createFaults(turnedClock());
    faults.add({ ...fault, error: 'Mine', functionName: 'mine' });
    const by = (functionName: string) =>
      faults.meet({ service: 'ecs', operation: 'RunTask', functionName }, () => 'ok');
    expect([await meet(faults), await by('yours')]).toEqual(['answered', 'ok']);
    await expect(by('mine')).rejects.toMatchObject({ code: 'Mine' });
  });

  it('let every call be observed until that is ended', async () => {
    const faults = createFaults(turnedClock());
    const seen: string[] = [];
    const end = faults.observe(({ operation }) => seen.push(operation));
    faults.add({ ...fault, error: 'Seen' });
    await meet(faults);
    end();
    await meet(faults);
    expect(seen).toEqual(['RunTask']);
  });

  it('are cleared, and listed as copies', async () => {
    const faults = createFaults(turnedClock());
    faults.add({ ...fault, error: 'Never' });
    Object.assign(faults.list()[0] ?? {}, { error: 'Changed' });
    expect(faults.list()).toEqual([{ ...fault, error: 'Never' }]);
    faults.clear();
    expect(await meet(faults)).toBe('answered');
  });
});
