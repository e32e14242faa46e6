import { readFile } from 'node:fs/promises';

/**
 * Reads certificate authorities: PEM text, `\n` for its line ends allowed, or the path of a file with it, such as a
 * layer brings to /opt. Null for nothing.
 *
 * @throws Error with code ENOENT where there is no such file
 */
export const readAuthorities = async (text: string): Promise<string | null> => {
  const given = text.trim();
  if (given === '') return null;
  return given.startsWith('-----BEGIN') ? given.replaceAll(String.raw`\n`, '\n') : readFile(given, 'utf8');
};
