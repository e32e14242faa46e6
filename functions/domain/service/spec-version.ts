import { fail, isJsonObject, type JsonObject, type LocatedProblem, warn } from './spec-problem.ts';

/** Versions of the service spec that are read, oldest first. */
export const specVersions = ['0', '1.0', '1.1', '1.2', '2.0'] as const;

/** A version of the service spec. */
export type SpecVersion = (typeof specVersions)[number];

/** Whether a version came before another. */
export const isBefore = (version: SpecVersion, other: SpecVersion): boolean =>
  specVersions.indexOf(version) < specVersions.indexOf(other);

/** What a document's `version` says; JSON has no `2.0` apart from 2. */
export const readVersion = (document: JsonObject): { version?: SpecVersion; problems: LocatedProblem[] } => {
  const written = document['version'] ?? undefined;
  if (written === undefined) {
    const message = 'missing, so the spec is read as version 0; write "version": "2.0" if that is what it is';
    return { version: '0', problems: [warn(['version'], message)] };
  }
  const isScalar = typeof written === 'string' || typeof written === 'number';
  const version = specVersions.find((known) => isScalar && (known === `${written}` || known === `${written}.0`));
  if (version) return { version, problems: [] };
  const varies = isJsonObject(written) ? '; it cannot differ between environments' : '';
  return { problems: [fail(['version'], `one of: ${specVersions.map((v) => `"${v}"`).join(', ')}${varies}`)] };
};
