import { isJsonObject, type Path } from './spec-problem.ts';

/** `${NAME}`; with a second `$` before it, the text `${NAME}` itself. */
const placeholder = /(\$?)\$\{(\w+)\}/g;

const escaped = (value: string): string => value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Whether a text is compared as a regular expression: between slashes, as a whole or after a header's name. */
const isPattern = (text: string, path: Path): boolean =>
  path.includes('verification') && path.includes('response') && /^(?:[\w-]+:\s*)?\/.*\/$/s.test(text);

const fillText = (text: string, variables: Readonly<Record<string, string>>, path: Path): string =>
  text.replace(placeholder, (all: string, isEscaped: string, name: string) => {
    // What is escaped stays so until nothing is filled in any more: see `unescapeVariables`.
    if (isEscaped || !Object.hasOwn(variables, name)) return all;
    const value = variables[name] ?? '';
    return isPattern(text, path) ? escaped(value) : value;
  });

const mapTexts = (value: unknown, change: (text: string, path: Path) => string, path: Path = []): unknown => {
  if (typeof value === 'string') return change(value, path);
  if (Array.isArray(value)) return value.map((item, index) => mapTexts(item, change, [...path, index]));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, change, [...path, key])]),
  );
};

/**
 * Puts the request's variables into every text of a document; keys stay. A value is not read again for variables. In a
 * regular expression of the verification's response, a value stands for itself.
 */
export const fillVariables = (document: unknown, variables: Readonly<Record<string, string>>): unknown =>
  mapTexts(document, (text, path) => fillText(text, variables, path));

/** `$${NAME}` as the text `${NAME}`: for shells in containers, and others that read `${NAME}` themselves. */
export const unescapeVariables = (document: unknown): unknown =>
  mapTexts(document, (text) =>
    text.replace(placeholder, (all: string, isEscaped: string) => (isEscaped ? all.slice(1) : all)),
  );

/** A variable that stands in a document without a value. */
export interface UnfilledVariable {
  path: Path;
  name: string;
}

const unfilledIn = (text: string): string[] => [
  ...new Set([...text.matchAll(placeholder)].filter(([, isEscaped]) => !isEscaped).map(([, , name]) => name ?? '')),
];

/** The variables left in a document, in its order; each once for a text. */
export const unfilledVariables = (value: unknown, path: Path = []): UnfilledVariable[] => {
  if (typeof value === 'string') return unfilledIn(value).map((name) => ({ path, name }));
  if (Array.isArray(value)) return value.flatMap((item, index) => unfilledVariables(item, [...path, index]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => unfilledVariables(inner, [...path, key]));
};
