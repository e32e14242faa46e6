/** Keys and indices from the root of a document to one of its values. */
export type Path = readonly (string | number)[];

/** One thing that is wrong with a service spec. */
export interface SpecProblem {
  /** JSONPath in the document as it was given, e.g. `$.aws.elb.loadBalancers[0].name`. */
  path: string;
  /** FAIL: the spec cannot be deployed. WARN: it can, but says something that is not done. */
  severity: 'FAIL' | 'WARN';
  /** What was expected, in words; never the value, which may be a secret. */
  message: string;
}

/** A problem before its path is written for people. */
export interface LocatedProblem extends Omit<SpecProblem, 'path'> {
  path: Path;
}

/** A problem that keeps the spec from being deployed. */
export const fail = (path: Path, message: string): LocatedProblem => ({ path, severity: 'FAIL', message });

/** A problem that the spec can be deployed with. */
export const warn = (path: Path, message: string): LocatedProblem => ({ path, severity: 'WARN', message });

/** Writes a path as JSONPath: `$.a.b[0]`, in brackets where a key is no plain word. */
export const jsonPath = (path: Path): string =>
  path.reduce<string>((before, key) => {
    if (typeof key === 'number') return `${before}[${key}]`;
    return /^[$A-Za-z_][\w$]*$/.test(key) ? `${before}.${key}` : `${before}[${JSON.stringify(key)}]`;
  }, '$');

/** A JSON object. */
export type JsonObject = Record<string, unknown>;

/** Whether a JSON value is an object, rather than an array, a scalar or null. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
