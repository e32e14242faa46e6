import * as v from 'valibot';
import { fields, flag, integer, list, lowerChoice, matching, oneOrMany, text, upperChoice } from '../spec-fields.ts';

const { optional } = v;

const expectedHeader = 'a header as "name: value"';
const headerPattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n]*$/;
const headerLine = v.pipe(text(expectedHeader), v.regex(headerPattern, expectedHeader));

const headerObject = v.pipe(
  v.record(v.string(), text(), expectedHeader),
  v.transform((header) => {
    if ('name' in header && 'value' in header) return `${header['name']}: ${header['value']}`;
    return Object.entries(header)
      .map(([name, value]) => `${name}: ${value}`)
      .join();
  }),
  v.regex(headerPattern, expectedHeader),
);

/** `"name: value"`, `{"name": "value"}` or `{"name": name, "value": value}`; the result is `name: value`. */
const header = v.lazy((input) => {
  if (input === undefined) return v.union([headerLine, headerObject]);
  return typeof input === 'object' && input !== null && !Array.isArray(input) && isFlat(input)
    ? headerObject
    : headerLine;
});

const isFlat = (input: object): boolean => {
  const values = Object.values(input);
  const isPair = values.length === 2 && 'name' in input && 'value' in input;
  return (values.length === 1 || isPair) && values.every((value) => typeof value !== 'object');
};

const request = fields({
  method: optional(upperChoice(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])),
  url: matching(/(?:https?:\/\/|\$\{\w+\})\S+/i, 'a URL that begins with http:// or https://'),
  headers: list(header),
  body: optional(text()),
});

const variable = /\$\{\w+\}/g;

const compiles = (body: string): boolean => {
  if (!/^\/.*\/$/s.test(body)) return true;
  try {
    new RegExp(body.slice(1, -1).replace(variable, 'x'));
    return true;
  } catch {
    return false;
  }
};

const response = fields({
  status: optional(oneOrMany(integer(100, 599))),
  headers: optional(list(header)),
  body: optional(v.pipe(text(), v.check(compiles, 'text, or a regular expression between slashes'))),
});

/** How to see that the service answers: a request, and what is acceptable as a response. */
export const verification = fields({
  protocol: optional(lowerChoice(['http', 'https'])),
  request: optional(request),
  response: optional(response),
  insecure: optional(flag()),
});
