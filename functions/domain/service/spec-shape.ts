import * as v from 'valibot';
import { didYouMean } from '../did-you-mean.ts';
import { fail, isJsonObject, type JsonObject, type LocatedProblem, type Path, warn } from './spec-problem.ts';
import { type PartialSpec, serviceSpec } from './spec-schema/index.ts';
import { asNode, innerNode, type Node, nodeAt, structureOf } from './spec-structure.ts';

/** A document's fields as their types say; parts that are wrong are left out of the spec. */
export interface Shape {
  spec: PartialSpec;
  problems: LocatedProblem[];
}

interface Choice {
  /** The environment and the contexts that were chosen. */
  contexts: readonly string[];
  /** Names of environments and contexts that the document has. */
  names: ReadonlySet<string>;
}

const isContainer = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Whether an object stands where something else is meant: its keys are environments, none of which was chosen. */
const isUnchosen = (node: Node, value: JsonObject, names: ReadonlySet<string>): boolean => {
  const keys = Object.keys(value);
  if (keys.length === 0 || node.type === 'unknown') return false;
  const inner = Object.values(value);
  if (node.entries) {
    const areUnknown = keys.every((key) => !Object.hasOwn(node.entries ?? {}, key));
    return areUnknown && (inner.every(isContainer) || keys.every((key) => names.has(key)));
  }
  if (node.type !== 'record') return true;
  // Of texts: none of them may be an object. Of lists or objects: only the names can tell.
  const ofContainers = structureOf(node.value ?? node, {}).entries || structureOf(node.value ?? node, []).item;
  return ofContainers ? keys.some((key) => names.has(key)) : inner.every(isContainer);
};

/** Objects that still list environments, in the document's order. */
const findUnchosen = (root: Node, value: unknown, names: ReadonlySet<string>, path: Path = []): Path[] => {
  const node = structureOf(root, value);
  if (isJsonObject(value) && isUnchosen(node, value, names)) return [path];
  if (!isContainer(value)) return [];
  return entriesOf(value).flatMap(([key, inner]) => {
    const below = innerNode(node, key);
    return below ? findUnchosen(below, inner, names, [...path, key]) : [];
  });
};

const entriesOf = (value: unknown): [string | number, unknown][] =>
  Array.isArray(value) ? [...value.entries()] : Object.entries(value as JsonObject);

const valueAt = (document: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], document);

/** Fields that no step reads. */
const findUnknown = (root: Node, value: unknown, path: Path = []): LocatedProblem[] => {
  const node = structureOf(root, value);
  if (!isContainer(value) || node.type === 'unknown') return [];
  return entriesOf(value).flatMap(([key, inner]) => {
    const below = innerNode(node, key);
    if (below) return findUnknown(below, inner, [...path, key]);
    if (!node.entries) return [];
    const hint = didYouMean(String(key), Object.keys(node.entries));
    return [warn([...path, key], `not a field of the spec, so it is not read${hint}`)];
  });
};

const expectation = ({ message, expected }: v.BaseIssue<unknown>): string =>
  message.startsWith('Invalid') ? `${expected}` : message;

/** valibot says of a missing field only that it is missing, so its own schema is asked what it expects. */
const required = (node: Node | undefined): string => {
  const [issue] = (node && v.safeParse(node as unknown as v.GenericSchema, undefined).issues) ?? [];
  return issue ? `required: ${expectation(issue)}` : 'required';
};

const pathOf = (issue: v.BaseIssue<unknown>): Path =>
  (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));

/** Takes what is wrong out of a parsed document; items of a list keep their places. */
const prune = (document: unknown, path: Path): void => {
  const owner = path
    .slice(0, -1)
    .reduce<unknown>((value, key) => (isContainer(value) ? valueAt(value, [key]) : undefined), document);
  const last = path.at(-1);
  if (Array.isArray(owner) && typeof last === 'number') owner[last] = undefined;
  else if (isJsonObject(owner) && last !== undefined) delete owner[last];
};

/** Tells what is neither at one of some paths nor below it. Looked up, as a document may hold as many paths as values. */
const isOutside = (paths: readonly Path[]): ((of: { path: Path }) => boolean) => {
  const outer = new Set(paths.map((path) => JSON.stringify(path)));
  return ({ path }) =>
    ![[], ...path.map((_, index) => path.slice(0, index + 1))].some((up) => outer.has(JSON.stringify(up)));
};

/** Reads a document of version 2.0's shape by the types of its fields. */
export const readShape = (document: JsonObject, { contexts, names }: Choice): Shape => {
  const root = asNode(serviceSpec);
  const first = findUnchosen(root, document, names);
  const known = new Set([...names, ...first.flatMap((path) => Object.keys(valueAt(document, path) as JsonObject))]);
  const unchosen = findUnchosen(root, document, new Set([...known].filter((name) => !contexts.includes(name))));
  const isOther = isOutside(unchosen);
  const { output, issues = [] } = v.safeParse(serviceSpec, document);
  const located = issues.map((issue) => ({ issue, path: pathOf(issue) }));
  for (const { path } of [...located, ...unchosen.map((path) => ({ path }))]) prune(output, path);
  return {
    spec: output as PartialSpec,
    problems: [
      ...unchosen.map((path) => {
        const there = Object.keys(valueAt(document, path) as JsonObject).join(', ');
        return fail(
          path,
          `no value for ${contexts.join(' or ') || 'an environment, as none was given'}; it has: ${there}`,
        );
      }),
      ...located.filter(isOther).map(({ issue, path }) => {
        const isMissing = issue.received === 'undefined';
        return fail(path, isMissing ? required(nodeAt(root, document, path)) : expectation(issue));
      }),
      ...findUnknown(root, document).filter(isOther),
    ],
  };
};
