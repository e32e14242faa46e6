import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { printMetrics } from '../../../functions/runtime/metrics.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

describe('printMetrics', () => {
  it('prints each as a line that is its JSON and nothing else', () => {
    const written: string[] = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    printMetrics()([{ a: 1 }, { b: ['x\ny'] }]);
    expect(written).toEqual(['{"a":1}\n', '{"b":["x\\ny"]}\n']);
  });
});
