// biome-ignore-all lint/suspicious/noTemplateCurlyInString: specs hold variables in this form
import { describe, expect, it } from '@jest/globals';
import {
  fillVariables,
  unescapeVariables,
  unfilledVariables,
} from '../../../../functions/domain/service/spec-variables.ts';

const variables = { NAME: 'web', BUILD: '1.2+3', RAW: '${NAME}', MONEY: '$&' };

describe('fillVariables', () => {
  it.each([
    ['a-${NAME}-b', 'a-web-b'],
    ['${NAME}${NAME}', 'webweb'],
    ['${RAW}', '${NAME}'],
    ['${MONEY}', '$&'],
    ['${OTHER}', '${OTHER}'],
    ['$${NAME}', '$${NAME}'],
    ['${toString}', '${toString}'],
    ['${NAME:-x} $NAME ${}', '${NAME:-x} $NAME ${}'],
  ])('makes %s to %s', (text, filled) => {
    expect(fillVariables({ list: [text, 7, null, true] }, variables)).toEqual({ list: [filled, 7, null, true] });
  });

  it('leaves keys alone', () => {
    expect(fillVariables({ '${NAME}': 1 }, variables)).toEqual({ '${NAME}': 1 });
  });

  it('lets a value stand for itself in a regular expression of the response', () => {
    const response = { body: { prestaging: '/v: "${BUILD}"/' }, headers: ['x-build: /^${BUILD}$/', 'x: ${BUILD}'] };
    expect(fillVariables({ verification: { response } }, variables)).toEqual({
      verification: {
        response: {
          body: { prestaging: '/v: "1\\.2\\+3"/' },
          headers: ['x-build: /^1\\.2\\+3$/', 'x: 1.2+3'],
        },
      },
    });
  });

  it('changes no path elsewhere that looks like a regular expression', () => {
    expect(fillVariables({ path: '/${BUILD}/' }, variables)).toEqual({ path: '/1.2+3/' });
  });
});

describe('unfilledVariables', () => {
  it('names each once for a text, with its path, and none that is escaped', () => {
    expect(unfilledVariables({ a: ['x', '${ONE}${TWO}${ONE}'], b: { c: '$${THREE}' } })).toEqual([
      { path: ['a', 1], name: 'ONE' },
      { path: ['a', 1], name: 'TWO' },
    ]);
  });
});

describe('unescapeVariables', () => {
  it('takes one dollar away from an escaped variable only', () => {
    expect(unescapeVariables(['$${HOME}/$${x}', '${HOME}', '$$', '$$HOME'])).toEqual([
      '${HOME}/${x}',
      '${HOME}',
      '$$',
      '$$HOME',
    ]);
  });
});
