import * as v from 'valibot';
import { text } from '../../request-fields.ts';

/** Most that a spec in a request may have, in bytes: a state holds 256 KiB, and the resolved spec is beside it. */
export const requestSpecLimitBytes = 80 * 1024;

const kib = (bytes: number): string => `${bytes / 1024} KiB`;

const sizeBytes = (value: unknown): number =>
  Buffer.byteLength(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

const fitting = <Value>(expected: string, limitBytes: number) => {
  const limited = `${expected} of at most ${kib(limitBytes)}; a larger one goes to S3 and is given by its s3:// URL`;
  return v.check<Value, string>((value) => sizeBytes(value) <= limitBytes, limited);
};

const specObject = (limitBytes: number) => {
  const expected = 'a service spec as a JSON object';
  return v.pipe(v.record(v.string(), v.unknown(), expected), fitting(expected, limitBytes));
};

/** A command line turns a value that is a JSON object into one, so that an object stands for its own text. */
const specText = (limitBytes: number) => {
  const expected = 'the JSON text of a service spec';
  return v.pipe(
    v.union([v.string(), v.record(v.string(), v.unknown())], expected),
    v.check((value) => value !== '', expected),
    fitting(expected, limitBytes),
  );
};

const isSpecUrl = (value: string): boolean => {
  if (/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/./.test(value)) return true;
  if (!/^https:\/\//i.test(value) || !URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username === '' && password === '';
};

const specUrl = () =>
  v.pipe(text(2_048), v.check(isSpecUrl, 's3://bucket/key, or an https:// URL without a login in it'));

/** What a tool that came before handed on from step to step; nothing reads it. */
const globalState = () => {
  const expected = 'left out, or any JSON of at most 4 KiB: it is not read';
  return v.pipe(
    v.unknown(),
    v.check((value) => sizeBytes(value) <= 4_096, expected),
  );
};

const expectedVariables = 'an object of texts such as {"BUILD_VERSION": "1.2.3"}, named by letters, digits and _';

/** A fraction in JSON may lose digits (1.10 is 1.1), so that numbers are taken where they are whole. */
const variables = () =>
  v.pipe(
    v.record(
      v.pipe(v.string(), v.regex(/^\w{1,128}$/, expectedVariables)),
      v.union(
        [
          v.pipe(v.string(), v.maxLength(4_096, expectedVariables)),
          v.boolean(),
          v.pipe(v.number(), v.safeInteger(expectedVariables)),
        ],
        expectedVariables,
      ),
      expectedVariables,
    ),
    v.check((value) => sizeBytes(value) <= 16 * 1024, 'variables of at most 16 KiB together'),
    v.transform((given) => Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]))),
  );

const serviceOverrides = () => {
  const expected = 'an object of fields of aws.ecs.service';
  return v.pipe(
    v.record(v.string(), v.unknown(), expected),
    v.check((value) => sizeBytes(value) <= 8 * 1024, `${expected}, of at most 8 KiB`),
  );
};

/** How a request names the spec: the fields of which exactly one is given. */
export const specForms = ['spec', 'specText', 'specUrl', 'cloud_spec_json'] as const;

/** The fields that give a spec and say which environment of it is meant. */
export const specFields = (limitBytes = requestSpecLimitBytes) => ({
  spec: v.optional(specObject(limitBytes)),
  specText: v.optional(specText(limitBytes)),
  specUrl: v.optional(specUrl()),
  cloud_spec_json: v.optional(specText(limitBytes)),
  global_state: v.optional(globalState()),
  contexts: v.optional(
    v.union(
      [
        v.array(text(100)),
        v.pipe(
          text(1_000),
          v.transform((names) => names.split(',').map((name) => name.trim())),
        ),
      ],
      'a list of names such as ["eu"], or names with commas between them',
    ),
  ),
  variables: v.optional(variables()),
  serviceOverrides: v.optional(serviceOverrides()),
});

/** The same for the spec that replace-service tears down. */
export const oldSpecFields = (limitBytes: number) => ({
  oldSpec: v.optional(specObject(limitBytes)),
  oldSpecText: v.optional(specText(limitBytes)),
  oldSpecUrl: v.optional(specUrl()),
});

export const oldSpecForms = ['oldSpec', 'oldSpecText', 'oldSpecUrl'] as const;
