/**
 * Reads errors by their members rather than by instanceof: Node's own errors come from another realm where a program
 * runs inside a test runner or a vm.
 */
const member = (error: unknown, name: 'code' | 'name' | 'message' | 'errno' | 'cause'): unknown =>
  typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[name] : undefined;

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The `code` of a Node, OpenSSL or driver error, else its name. */
export const errorCode = (error: unknown): string =>
  text(member(error, 'code')) ?? text(member(error, 'name')) ?? String(error);

export const errorName = (error: unknown): string => text(member(error, 'name')) ?? 'Error';

export const errorMessage = (error: unknown): string => text(member(error, 'message')) ?? errorCode(error);

/** The server's or the system's error number; NaN where there is none. */
export const errorNumber = (error: unknown): number => Number(member(error, 'errno') ?? Number.NaN);

/** The innermost cause: fetch wraps what really happened. */
export const rootCause = (error: unknown): unknown => {
  const cause = member(error, 'cause');
  return cause === undefined ? error : rootCause(cause);
};
