import { collapseSpec, deepestLevel, isTooDeep } from './collapse-spec.ts';
import { modernize } from './older-versions.ts';
import { checkSpec } from './spec-checks/index.ts';
import {
  fail,
  isJsonObject,
  type JsonObject,
  jsonPath,
  type LocatedProblem,
  type SpecProblem,
} from './spec-problem.ts';
import { type ServiceSpec, serviceSpec } from './spec-schema/index.ts';
import { readShape } from './spec-shape.ts';
import { asNode, fieldNames } from './spec-structure.ts';
import { isBefore, readVersion, type SpecVersion } from './spec-version.ts';

/** Which of a document's environments, and which contexts within it (a role, a region …). */
export interface SpecChoice {
  environment: string;
  contexts?: readonly string[];
}

/** A service spec as one environment sees it, with all that is wrong with it. */
export interface ResolvedSpec {
  /** Absent where a problem is FAIL. */
  spec?: ServiceSpec;
  /** Absent where the document does not say one that is known. */
  version?: SpecVersion;
  /** FAIL first. */
  problems: SpecProblem[];
}

const parse = (text: string): { document?: unknown; problems: LocatedProblem[] } => {
  try {
    return { document: JSON.parse(text), problems: [] };
  } catch (error) {
    // The rest of V8's message quotes the text around the mistake, which may hold a secret.
    const [where] = /line \d+ column \d+/.exec((error as Error).message) ?? [];
    return { problems: [fail([], `not JSON${where ? `: ${where}` : ''}`)] };
  }
};

/** Copies a document without fields that are null, which say the same as absent ones. */
const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  const given = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(given.map(([key, inner]) => [key, withoutNulls(inner)]));
};

const contextProblems = (version: SpecVersion, { environment, contexts = [] }: SpecChoice): LocatedProblem[] => {
  const names = fieldNames(asNode(serviceSpec));
  return [
    ...[environment, ...contexts]
      .filter((name) => names.has(name))
      .map((name) => fail([], `${name} is a field of the spec and cannot be an environment or a context`)),
    ...(contexts.length > 0 && isBefore(version, '2.0')
      ? [fail(['version'], 'contexts came with version 2.0; this spec has environments only')]
      : []),
  ];
};

const ordered = (problems: LocatedProblem[], originalPath = (path: LocatedProblem['path']) => path): SpecProblem[] => {
  const written = problems.map((problem) => ({ ...problem, path: jsonPath(originalPath(problem.path)) }));
  return [...written.filter((p) => p.severity === 'FAIL'), ...written.filter((p) => p.severity === 'WARN')];
};

const resolveObject = (document: JsonObject, choice: SpecChoice): ResolvedSpec => {
  const { version, problems } = readVersion(document);
  if (!version) return { problems: ordered(problems) };
  problems.push(...contextProblems(version, choice));
  if (problems.some(({ severity }) => severity === 'FAIL')) return { version, problems: ordered(problems) };
  const contexts = [choice.environment, ...(choice.contexts ?? [])];
  // The version cannot differ between environments, so it is no part of what is collapsed.
  const { version: _, ...rest } = document;
  const { value, names } = collapseSpec(rest, contexts);
  if (!isJsonObject(value)) return { version, problems: ordered([...problems, fail([], 'an object')]) };
  const modern = modernize(version, withoutNulls(value) as JsonObject);
  const shape = readShape(modern.document, { contexts, names });
  // A check takes a value that could not be read for a missing one.
  const unread = new Set(
    shape.problems.filter(({ severity }) => severity === 'FAIL').map(({ path }) => jsonPath(path)),
  );
  const isRead = ({ path }: LocatedProblem) => !unread.has(jsonPath(path));
  const found = [...shape.problems, ...checkSpec(shape.spec).filter(isRead)];
  const all = [...ordered([...problems, ...modern.problems]), ...ordered(found, modern.originalPath)];
  const sorted = all.toSorted((a, b) => Number(a.severity === 'WARN') - Number(b.severity === 'WARN'));
  if (sorted.some(({ severity }) => severity === 'FAIL')) return { version, problems: sorted };
  return { version, spec: shape.spec as ServiceSpec, problems: sorted };
};

/**
 * Reads a service spec of any version for one environment. Never throws: whatever is wrong with the spec is in
 * `problems`, all of it at once.
 *
 * @param given the JSON text, or what it holds
 */
export const resolveServiceSpec = (given: unknown, choice: SpecChoice): ResolvedSpec => {
  const { document, problems } = typeof given === 'string' ? parse(given) : { document: given, problems: [] };
  if (problems.length > 0) return { problems: ordered(problems) };
  if (!isJsonObject(document)) return { problems: ordered([fail([], 'a JSON object')]) };
  if (isTooDeep(document)) return { problems: ordered([fail([], `nested deeper than ${deepestLevel} levels`)]) };
  if (typeof document['cloud_spec_json'] === 'string') {
    // The runbook's own block around a spec is easily taken for one.
    return { problems: ordered([fail(['cloud_spec_json'], 'a spec stands in this text: give the text by itself')]) };
  }
  return resolveObject(document, choice);
};
