import { isObject, type Json } from './json.ts';

/** Where the evaluation's own values lie in the context that the library reads `$$` from. */
export const contextRoot = '$$.Context';
export const inputRoot = '$$.Input';
export const resultRoot = '$$.Result';

/**
 * A path or intrinsic call as the library takes it. The library overwrites `$$.Execution`, so that ours lies one
 * level down; and it finds nothing at `$` when the value is null, 0, false or '', so that such a root is read by name.
 */
export const toLibraryPath = (path: string, root?: string): string => {
  if (path === '$' && root !== undefined) return root;
  return path.replaceAll(/'(?:\\.|[^'\\])*'|\$\$/g, (part) => (part === '$$' ? contextRoot : part));
};

/** The path as the definition spelt it, for messages. */
export const fromLibraryPath = (path: string): string =>
  path.replace(contextRoot, '$$$$').replace(/^\$\$\.(Input|Result)$/, '$');

/** A payload template with every `.$` value made the library's. */
export const toLibraryTemplate = (template: Json, root?: string): Json => {
  if (Array.isArray(template)) return template.map((item) => toLibraryTemplate(item, root));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => [
      key,
      key.endsWith('.$') && typeof value === 'string' ? toLibraryPath(value, root) : toLibraryTemplate(value, root),
    ]),
  );
};

/** A ResultPath as the library takes it, which knows neither `$` nor a bracket after `$`. */
export const toLibraryResultPath = (path: string | null | undefined): string | null | undefined => {
  if (path === '$') return undefined;
  return path?.startsWith('$[') ? `$.${path.slice(1)}` : path;
};
