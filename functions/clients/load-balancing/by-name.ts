/** AWS documents 20 for load balancers and for tags, and says nothing of target groups. */
const mostNames = 20;

const isMissing = (error: unknown, names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);

/**
 * Describes resources by name or ARN where some may not exist: one that is missing fails AWS's whole answer, so that each is
 * asked for by itself then. One call where all exist.
 *
 * @param missing names of the exception that says so
 */
export const describeExisting = async <Resource>(
  names: readonly string[],
  describe: (names: string[]) => Promise<Resource[]>,
  missing: readonly string[],
): Promise<Resource[]> => {
  const unique = [...new Set(names)];
  if (unique.length === 0) return [];
  const halves = (at: number) => [unique.slice(0, at), unique.slice(at)];
  const each = async (parts: string[][]) =>
    (await Promise.all(parts.map((part) => describeExisting(part, describe, missing)))).flat();
  if (unique.length > mostNames) return each(halves(mostNames));
  try {
    return await describe(unique);
  } catch (error) {
    if (!isMissing(error, missing)) throw error;
    return unique.length === 1 ? [] : each(unique.map((name) => [name]));
  }
};
