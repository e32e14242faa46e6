import { describe, expect, it } from '@jest/globals';
import { findRunbook, parseFields, parseRequest } from '../../../functions/triggers/parse-request.ts';

describe('parseFields', () => {
  it('reads words, nested names and JSON values', () => {
    const words = ['mode=GENERAL', 'mysql.port=3306', 'mysql.host=db', 'network.subnets=["a","b"]', 'on=true', 'x=a=b'];
    expect(parseFields('autodiag', words)).toEqual({
      mode: 'GENERAL',
      mysql: { port: '3306', host: 'db' },
      network: { subnets: ['a', 'b'] },
      on: true,
      x: 'a=b',
    });
  });

  it('keeps text that only looks like JSON', () => {
    expect(parseFields('autodiag', ['taskId={', 'endpoint=[::1]'])).toEqual({ taskId: '{', endpoint: '[::1]' });
  });

  it('names every word that is no field', () => {
    expect(() => parseFields('autodiag', ['GENERAL', '=x', 'a=b', '__proto__.x=1', 'a.__proto__.x=1'])).toThrow(
      'GENERAL: not of the form field=value',
    );
    expect(Object.getPrototypeOf(parseFields('autodiag', ['a=b']))).toBe(Object.prototype);
  });
});

describe('findRunbook', () => {
  it('fails with UnknownRunbookError that lists what there is', () => {
    expect(() => findRunbook('autodaig')).toThrow('no runbook is called autodaig; there are: autodiag');
  });
});

describe('parseRequest', () => {
  it('leaves a good request as it is, defaults for the machine to fill in', () => {
    const request = { mode: 'GENERAL', cluster: 'prod' };
    expect(parseRequest('autodiag', request)).toEqual(request);
  });
});
