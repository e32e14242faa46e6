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

const fileWord = /^([A-Za-z][\w.]*)=@(.*)$/s;

/** The file that a word `field=@file` names; undefined for other words, of which `field=@@text` is the text `@text`. */
const fileOf = (word: string): { field: string; file: string } | undefined => {
  const [, field, file = ''] = fileWord.exec(word) ?? [];
  return field === undefined || file.startsWith('@') ? undefined : { field, file };
};

/** V8's message quotes the text around the mistake, which may hold a secret: only the place is told, where it is known. */
const mistakeIn = (json: string): string | undefined => {
  try {
    JSON.parse(json);
    return undefined;
  } catch (error) {
    const [place] = /line \d+ column \d+/.exec((error as Error).message) ?? [];
    return `is not JSON${place === undefined ? '' : `: ${place}`}`;
  }
};

/** A word `field=@file` as the word with the file's text; an editor's line end after it is no part of that. */
const withFile = async (word: string): Promise<string> => {
  const named = fileOf(word);
  if (!named) return word.replace(fileWord, '$1=$2');
  const { field, file } = named;
  if (file === '') throw new UsageError(`${field}=@ names no file; @- is standard input, @@ a text that begins with @`);
  const name = file === '-' ? 'standard input' : file;
  const text = (await readText(file, field)).replace(/^\uFEFF/, '').trim();
  if (text === '') throw new UsageError(`${name}, which ${field} is to be read from, is empty`);
  const mistake = text.startsWith('{') ? mistakeIn(text) : undefined;
  if (mistake !== undefined) throw new UsageError(`${name}, which ${field} is read from, ${mistake}`);
  return `${field}=${text}`;
};

/** Words with the files that they name, read one after another. */
const withFiles = async (words: string[], request: string | undefined): Promise<string[]> => {
  const fromInput = [request, ...words.map((word) => fileOf(word)?.file)].filter((file) => file === '-');
  if (fromInput.length > 1)
    throw new UsageError('standard input can be read for one thing only: give files for the others');
  const read: string[] = [];
  for (const word of words) read.push(await withFile(word));
  return read;
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
 * Reads a request from a file (`-`: standard input) and `field=value` words, of which the words win, and checks it. A
 * word `field=@file` takes its value from a file, so that a spec needs no quoting.
 *
 * @throws UsageError for a file that cannot be read or is no JSON; UnknownRunbookError, InvalidRequestError that names every bad field
 */
export const readRequest = async (runbook: string, words: string[], file?: string): Promise<Fields> => {
  findRunbook(runbook);
  const complete = await withFiles(words, file);
  const given = file === undefined ? {} : await readFields(file);
  if (!isObject(given)) return parseRequest(runbook, given);
  const problems: FieldProblem[] = [];
  const said = complete.map((word) => collect(problems, () => parseFields(runbook, [word])) ?? {});
  const request = [given, ...said].reduce(mergeRequests);
  collect(problems, () => parseRequest(runbook, request));
  if (problems.length > 0) throw new InvalidRequestError(runbook, problems);
  return request;
};
