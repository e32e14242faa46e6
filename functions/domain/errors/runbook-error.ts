/**
 * Base of every error of ours. Subclasses set `name` to a string literal: Lambda reports it as the error type, ASL
 * matches it in ErrorEquals, and minifying would rename a class.
 */
export abstract class RunbookError extends Error {
  abstract override readonly name: string;
}
