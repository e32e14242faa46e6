import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { type FieldProblem, InvalidRequestError } from '../../functions/domain/errors/request.ts';
import { findRunbook, parseFields, parseRequest } from '../../functions/triggers/parse-request.ts';
import { UsageError } from '../errors.ts';

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Joins two requests, objects within them too; where both have a field, `over` wins. */
export const mergeRequests = (under: Fields, over: Fields): Fields => {
  let merged = { ...under };
  for (const [field, value] of Object.entries(over)) {
    const below = Object.hasOwn(under, field) ? under[field] : undefined;
    // A computed key makes an own property of any name, `__proto__` included.
    merged = { ...merged, [field]: isObject(below) && isObject(value) ? mergeRequests(below, value) : value };
  }
  return merged;
};

/** Reads a file as text; `-` is standard input. `what` it is stands in the UsageError where it cannot be read. */
export const readText = async (file: string, what: string): Promise<string> => {
  if (file === '-') return readAll(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`the ${what} file ${file} cannot be read: ${(error as Error).message}`);
  }
};

const readFields = async (file: string): Promise<unknown> => {
  const name = file === '-' ? 'standard input' : file;
  const text = await readText(file, 'request');
  if (text.trim() === '')
    throw new UsageError(`${name} is empty; a request is a JSON object such as {"field": "value"}`);
  try {
    return JSON.parse(text);
  } catch {
    // V8's message quotes the text around the mistake, which may hold a secret.
    throw new UsageError(`${name} is not JSON; a request is a JSON object such as {"field": "value"}`);
  }
};

/** Collects what the checks of one request find, so that one error names it all. */
const collect = <T>(problems: FieldProblem[], check: () => T): T | undefined => {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
};

/**
 * Reads a request from a file (`-`: standard input) and `field=value` words, of which the words win, and checks it.
 *
 * @throws UsageError for a file that is no JSON; UnknownRunbookError, InvalidRequestError that names every bad field
 */
export const readRequest = async (runbook: string, words: string[], file?: string): Promise<Fields> => {
  findRunbook(runbook);
  const given = file === undefined ? {} : await readFields(file);
  if (!isObject(given)) return parseRequest(runbook, given);
  const problems: FieldProblem[] = [];
  const said = words.map((word) => collect(problems, () => parseFields(runbook, [word])) ?? {});
  const request = [given, ...said].reduce(mergeRequests);
  collect(problems, () => parseRequest(runbook, request));
  if (problems.length > 0) throw new InvalidRequestError(runbook, problems);
  return request;
};
