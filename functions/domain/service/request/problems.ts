import { didYouMean } from '../../did-you-mean.ts';
import type { FieldProblem } from '../../errors/request.ts';
import { overrideNames, readOverrideName } from '../spec-overrides.ts';
import { defaultPollSeconds, defaultTimeoutMinutes, mostPolls } from './run-fields.ts';

type Fields = Record<string, unknown>;

const inWords = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

/** Exactly one of some fields, or none where that is allowed. */
export const oneOf = (request: Fields, names: readonly string[], isRequired = true): FieldProblem[] => {
  const given = names.filter((name) => request[name] !== undefined);
  const [first = ''] = names;
  if (given.length === 0 && isRequired) return [{ field: first, expected: `required: one of ${inWords(names)}` }];
  return given.slice(1).map((field) => ({ field, expected: `one of ${inWords(names)}, not also ${given[0]}` }));
};

const wholeNumber = (value: unknown, fallback: number): number => {
  if (value === undefined) return fallback;
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
};

/** A wait may not look more often than an execution's history has room for. */
export const pollProblems = (request: Fields): FieldProblem[] => {
  const timeoutSeconds = wholeNumber(request['timeoutMinutes'], defaultTimeoutMinutes) * 60;
  const least = Math.ceil(timeoutSeconds / mostPolls);
  const isTooOften = wholeNumber(request['pollSeconds'], defaultPollSeconds) < least && timeoutSeconds <= 240 * 60;
  if (!isTooOften) return [];
  return [
    {
      field: 'pollSeconds',
      expected: `at least ${least} for this timeoutMinutes: an execution's history has room for ${mostPolls} polls`,
    },
  ];
};

/** Overrides that are no fields of the service. */
export const overrideProblems = ({ serviceOverrides }: Fields): FieldProblem[] => {
  if (typeof serviceOverrides !== 'object' || serviceOverrides === null || Array.isArray(serviceOverrides)) return [];
  const names = Object.keys(serviceOverrides);
  const read = names.map((name) => ({ name, field: readOverrideName(name) }));
  return read.flatMap(({ name, field }, index) => {
    const problem = (expected: string) => [{ field: `serviceOverrides.${name}`, expected }];
    if (field === undefined) {
      return problem(`not a field of aws.ecs.service that can be overridden${didYouMean(name, overrideNames())}`);
    }
    const first = read.findIndex((other) => other.field === field);
    return first < index ? problem(`given once: serviceOverrides.${read[first]?.name} says the same`) : [];
  });
};

const objects = ['spec', 'specText', 'cloud_spec_json', 'oldSpec', 'oldSpecText', 'variables', 'serviceOverrides'];

/** Lists where an object is meant: a schema of named values takes them for one. */
export const listProblems = (request: Fields): FieldProblem[] =>
  objects
    .filter((field) => Array.isArray(request[field]))
    .map((field) => ({ field, expected: 'an object, not a list' }));

/** Fields that other runbooks have and this one cannot do anything with, and why. */
export const foreignFields = (request: Fields, reasons: Record<string, string>): FieldProblem[] =>
  Object.entries(reasons)
    .filter(([field]) => request[field] !== undefined)
    .map(([field, reason]) => ({ field, expected: `left out: ${reason}` }));
