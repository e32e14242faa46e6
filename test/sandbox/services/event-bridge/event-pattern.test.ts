import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../../../sandbox/engine/json.ts';
import { compileEventPattern } from '../../../../sandbox/services/event-bridge/event-pattern.ts';

const event: JsonObject = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '111122223333',
  time: '2017-12-22T18:43:48Z',
  region: 'us-west-1',
  resources: ['arn:aws:ec2:us-west-1:111122223333:instance/i-1', 'arn:aws:ec2:us-west-1:111122223333:instance/i-2'],
  detail: {
    state: 'initializing',
    'instance-id': 'i-1',
    'c-count': 5,
    'd-count': 3,
    'x-limit': 301.8,
    'source-ip': '10.0.0.123',
    'source-ip6': '2001:db8::1',
    FileName: 'lib/icons/up.PNG',
    empty: '',
    nothing: null,
    isReady: true,
    none: [],
    'a.b': 1,
    outer: { inner: 'deep' },
    tasks: [
      { name: 'one', port: 80 },
      { name: 'two', port: 443 },
    ],
  },
};

const matches = (pattern: object): boolean => compileEventPattern(JSON.stringify(pattern))(event);
const detail = (field: string, ...asked: unknown[]): boolean => matches({ detail: { [field]: asked } });

describe('an event pattern', () => {
  it.each<[string, object, boolean]>([
    ['a value of a field', { source: ['aws.ec2'] }, true],
    ['one of several values', { source: ['aws.ecs', 'aws.ec2'] }, true],
    ['no value of a field', { source: ['aws.ecs'] }, false],
    ['a value in another case', { source: ['AWS.EC2'] }, false],
    ['all of several fields', { source: ['aws.ec2'], region: ['us-west-1'] }, true],
    ['but one of several fields', { source: ['aws.ec2'], region: ['eu-west-1'] }, false],
    ['a value that is in an array', { resources: ['arn:aws:ec2:us-west-1:111122223333:instance/i-2'] }, true],
    ['a value that is in no array', { resources: ['i-2'] }, false],
    ['a field that is missing', { ghost: ['x'] }, false],
    ['below a field that is missing', { ghost: { below: ['x'] } }, false],
    ['below a field that is a text', { source: { below: ['x'] } }, false],
    ['a deep field', { detail: { outer: { inner: ['deep'] } } }, true],
    ['both fields of one element', { detail: { tasks: { name: ['one'], port: [80] } } }, true],
    ['fields of two elements', { detail: { tasks: { name: ['one'], port: [443] } } }, false],
    ['a path by its dots', { 'detail.outer.inner': ['deep'] }, true],
    ['an event whose name has a dot', { detail: { a: { b: [1] } } }, true],
  ])('that asks for %s', (_, pattern, expected) => {
    expect(matches(pattern)).toBe(expected);
  });

  it.each<[string, unknown, boolean]>([
    ['c-count', 5, true],
    ['c-count', '5', false],
    ['isReady', true, true],
    ['isReady', 'true', false],
    ['nothing', null, true],
    ['nothing', '', false],
    ['empty', '', true],
    ['none', null, false],
    ['outer', 'deep', false],
    ['state', { prefix: 'init' }, true],
    ['state', { prefix: 'INIT' }, false],
    ['state', { prefix: { 'equals-ignore-case': 'INIT' } }, true],
    ['c-count', { prefix: '5' }, false],
    ['FileName', { suffix: '.PNG' }, true],
    ['FileName', { suffix: '.png' }, false],
    ['FileName', { suffix: { 'equals-ignore-case': '.png' } }, true],
    ['state', { 'equals-ignore-case': 'INITIALIZING' }, true],
    ['state', { 'equals-ignore-case': 'INIT' }, false],
    ['FileName', { wildcard: 'lib/*/up*' }, true],
    ['FileName', { wildcard: 'lib/*' }, true],
    ['FileName', { wildcard: 'lib/icons/up.PNG*' }, true],
    ['FileName', { wildcard: 'lib\\*' }, false],
    ['FileName', { wildcard: 'icons/*' }, false],
    ['state', { wildcard: 'i.*' }, false],
    ['c-count', { numeric: ['>', 0, '<=', 5] }, true],
    ['c-count', { numeric: ['>', 0, '<', 5] }, false],
    ['d-count', { numeric: ['<', 10] }, true],
    ['d-count', { numeric: ['>=', 3] }, true],
    ['x-limit', { numeric: ['=', 3.018e2] }, true],
    ['state', { numeric: ['>', 0] }, false],
    ['source-ip', { cidr: '10.0.0.0/24' }, true],
    ['source-ip', { cidr: '10.0.1.0/24' }, false],
    ['source-ip6', { cidr: '2001:db8::/32' }, true],
    ['source-ip', { cidr: '2001:db8::/32' }, false],
    ['state', { cidr: '10.0.0.0/24' }, false],
    ['state', { exists: true }, true],
    ['state', { exists: false }, false],
    ['ghost', { exists: false }, true],
    ['ghost', { exists: true }, false],
    ['nothing', { exists: true }, true],
    ['outer', { exists: true }, false],
    ['state', { 'anything-but': 'running' }, true],
    ['state', { 'anything-but': 'initializing' }, false],
    ['state', { 'anything-but': ['stopped', 'initializing'] }, false],
    ['c-count', { 'anything-but': [4, 6] }, true],
    ['nothing', { 'anything-but': 'x' }, true],
    ['ghost', { 'anything-but': 'x' }, false],
    ['state', { 'anything-but': { prefix: 'init' } }, false],
    ['state', { 'anything-but': { prefix: ['run', 'stop'] } }, true],
    ['c-count', { 'anything-but': { prefix: 'x' } }, true],
    ['FileName', { 'anything-but': { suffix: '.PNG' } }, false],
    ['state', { 'anything-but': { 'equals-ignore-case': ['Initializing'] } }, false],
    ['FileName', { 'anything-but': { wildcard: '*/icons/*' } }, false],
  ])('of %s with %j: %s', (field, asked, expected) => {
    expect(detail(field, asked)).toBe(expected);
  });

  it('takes one of the expressions of a field', () => {
    expect(detail('state', { prefix: 'run' }, { suffix: 'izing' }, 'stopped')).toBe(true);
  });

  it.each<[string, object, boolean]>([
    ['one alternative', { $or: [{ 'c-count': [{ numeric: ['>', 5] }] }, { 'd-count': [3] }] }, true],
    ['no alternative', { $or: [{ 'c-count': [6] }, { 'd-count': [4] }] }, false],
    ['an alternative and another field', { state: ['stopped'], $or: [{ 'c-count': [5] }, { 'd-count': [3] }] }, false],
    ['alternatives of several fields', { $or: [{ 'c-count': [5], state: ['x'] }, { 'x-limit': [1] }] }, false],
    [
      'alternatives in alternatives',
      { $or: [{ state: ['x'] }, { $or: [{ state: ['y'] }, { isReady: [true] }] }] },
      true,
    ],
    ['a single object: no operator', { $or: [{ prefix: 'x' }] }, false],
  ])('with $or and %s', (_, asked, expected) => {
    expect(matches({ detail: asked })).toBe(expected);
  });
});

describe('an event pattern that is not valid', () => {
  it.each<[string, string]>([
    ['[1]', 'Filter is not an object'],
    ['{}', 'Empty objects are not allowed'],
    ['{"source": "aws.ec2"}', '"source" must be an object or an array'],
    ['{"int": 42}', '"int" must be an object or an array'],
    ['{"resources": []}', 'Empty arrays are not allowed'],
    ['{"a": [[1]]}', 'Match value must be String, number, true, false, or null'],
    ['{"a": [{"EXISTS": true}]}', 'Unrecognized match type EXISTS'],
    ['{"a": [{"constructor": true}]}', 'Unrecognized match type constructor'],
    ['{"a": [{"prefix": "x", "suffix": "y"}]}', 'Only one key allowed in match expression'],
    ['{"a": [{"exists": "yes"}]}', 'exists match pattern must be either true or false.'],
    ['{"a": [{"prefix": 1}]}', 'prefix match pattern must be a string'],
    ['{"a": [{"suffix": {"wildcard": "x"}}]}', 'Unsupported suffix pattern: wildcard'],
    ['{"a": [{"equals-ignore-case": ["x"]}]}', 'equals-ignore-case match pattern must be a string'],
    ['{"a": [{"wildcard": 1}]}', 'wildcard match pattern must be a string'],
    ['{"a": [{"wildcard": "x:**"}]}', 'Consecutive wildcard characters at pos 3'],
    ['{"a": [{"wildcard": "a\\\\b"}]}', 'Invalid escape character at pos 1'],
    [
      '{"a": [{"wildcard": "*a*b*c*d*e*"}]}',
      'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
    ],
    ['{"a": [{"numeric": 1}]}', 'Value of numeric must be an array.'],
    ['{"a": [{"numeric": []}]}', 'Invalid member in numeric match: ]'],
    ['{"a": [{"numeric": [1]}]}', 'Invalid member in numeric match: 1'],
    ['{"a": [{"numeric": ["!", 1]}]}', 'Unrecognized numeric range operator: !'],
    ['{"a": [{"numeric": ["=", "1"]}]}', 'Value of equals must be numeric'],
    ['{"a": [{"numeric": [">", 0, "<"]}]}', 'Value of < must be numeric'],
    ['{"a": [{"numeric": [">", 0, ">", 0]}]}', 'Bad numeric range operator: >'],
    ['{"a": [{"numeric": [">", 0, 1, 0]}]}', 'Bad value in numeric range: 1'],
    ['{"a": [{"numeric": ["<", 0, ">", 0]}]}', 'Too many elements in numeric expression'],
    ['{"a": [{"numeric": [">", 5, "<", 5]}]}', 'Bottom must be less than top'],
    ['{"a": [{"numeric": [">", 0, "<", 5, "=", 1]}]}', 'Too many terms in numeric range expression'],
    ['{"a": [{"cidr": "10.0.0.0"}]}', "Malformed CIDR, one '/' required"],
    ['{"a": [{"cidr": "10.0.0.0/x"}]}', 'Malformed CIDR, mask bits must be an integer'],
    ['{"a": [{"cidr": "10.0.0.0/33"}]}', 'Malformed CIDR, mask bits are too many'],
    ['{"a": [{"cidr": "ten/8"}]}', 'Nonstandard IP address: ten'],
    ['{"a": [{"anything-but": []}]}', 'Empty arrays are not allowed'],
    ['{"a": [{"anything-but": [null]}]}', 'Inside anything but list, start|null|boolean is not supported.'],
    ['{"a": [{"anything-but": null}]}', 'Value of anything-but must be an array or single string/number value.'],
    ['{"a": [{"anything-but": {"numeric": ["=", 1]}}]}', 'Unsupported anything-but pattern: numeric'],
    ['{"a": [{"anything-but": {"prefix": 1}}]}', 'prefix/suffix match pattern must be a string'],
    ['{"a": [{"anything-but": {"prefix": ""}}]}', 'Null prefix/suffix not allowed'],
    [
      '{"a": [{"anything-but": {"prefix": {"equals-ignore-case": "x"}}}]}',
      'Value of anything-but must be an array or single string/number value.',
    ],
    [
      '{"a": [{"anything-but": {"equals-ignore-case": [123]}}]}',
      'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
    ],
  ])('%s is refused: %s', (pattern, reason) => {
    expect(() => compileEventPattern(pattern)).toThrow(
      expect.objectContaining({
        name: 'InvalidEventPatternException',
        message: `Event pattern is not valid. Reason: ${reason}`,
        status: 400,
      }),
    );
  });

  it('is refused when it is no JSON', () => {
    expect(() => compileEventPattern("{'a': ['b']}")).toThrow(
      expect.objectContaining({ name: 'InvalidEventPatternException' }),
    );
  });
});
