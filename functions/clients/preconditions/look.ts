import { isAccessDenied } from '../../domain/errors/aws.ts';
import { found, type Looked, missing, unseen } from '../../domain/service/preconditions/looked.ts';

/** Denials name whole ARNs of caller and policy; more than this tells nothing. */
const longestReason = 300;

/**
 * Looks at something. A denial is an answer, as is any error that says it is not there; whatever else went wrong is thrown, so
 * that the look is retried.
 *
 * @param absent names of the exceptions that say that it is not there
 */
export const look = async <Fact>(
  call: () => Promise<Fact | undefined>,
  absent: readonly string[] = [],
): Promise<Looked<Fact>> => {
  try {
    const fact = await call();
    return fact === undefined ? missing : found(fact);
  } catch (error) {
    if (isAccessDenied(error)) return unseen((error as Error).message.slice(0, longestReason));
    if (error instanceof Error && absent.includes(error.name)) return missing;
    throw error;
  }
};

/** A service's calls at once: their quotas are per second and shared with the whole account. */
const atOnce = 8;

/** Looks at each of several, a handful at once; what was found by key. */
export const lookAtEach = async <Item, Fact>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  lookAt: (item: Item) => Promise<Looked<Fact>>,
): Promise<Record<string, Looked<Fact>>> => {
  const unique = [...new Map(items.map((item) => [keyOf(item), item]))];
  const seen: [string, Looked<Fact>][] = [];
  for (let start = 0; start < unique.length; start += atOnce) {
    const some = unique.slice(start, start + atOnce);
    seen.push(
      ...(await Promise.all(
        some.map(async ([key, item]): Promise<[string, Looked<Fact>]> => [key, await lookAt(item)]),
      )),
    );
  }
  return Object.fromEntries(seen);
};
