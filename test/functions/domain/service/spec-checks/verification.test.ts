import { describe, expect, it } from '@jest/globals';
import { changed, type Fault, lines, resolve, seed } from '../support/documents.ts';

const otherFaults: Fault[] = [
  ['a region that is none', ['aws', 'region'], 'us-east', 'FAIL $.aws.region: an AWS region such as us-east-1'],
  [
    'no URL',
    ['verification', 'request', 'url'],
    'ftp://x',
    'FAIL $.verification.request.url: a URL that begins with http:// or https://',
  ],
  [
    'a header that is a list',
    ['verification', 'request', 'headers'],
    [['a', 'b']],
    'FAIL $.verification.request.headers[0]: a header as "name: value"',
  ],
  [
    'two headers in one',
    ['verification', 'request', 'headers'],
    ['a: b\r\nc: d'],
    'FAIL $.verification.request.headers[0]: a header as "name: value"',
  ],
  [
    'a status of no kind',
    ['verification', 'response', 'status'],
    [99],
    'FAIL $.verification.response.status[0]: a whole number from 100 to 599',
  ],
  [
    'a body that is no pattern',
    ['verification', 'response', 'body'],
    '/(/',
    'FAIL $.verification.response.body: text, or a regular expression between slashes',
  ],
  [
    'a record without a zone',
    ['aws', 'route53'],
    [{ name: 'a' }],
    'FAIL $.aws.route53[0].domain: required: name of a hosted zone',
  ],
];

describe('a spec with', () => {
  it.each(otherFaults)('%s is told so', (_, path, value, line) => {
    expect(lines(resolve(changed(seed(), path, value)))).toContain(line);
  });
});

describe('a header of the verification', () => {
  it.each([['a: b'], [{ a: 'b' }], [{ name: 'a', value: 'b' }]])('may be written as %j', (header) => {
    const { spec } = resolve(changed(seed(), ['verification', 'request', 'headers'], [header]));
    expect(spec?.verification?.request?.headers).toEqual(['a: b']);
  });
});
