import type { SpecProblem } from '../service/spec-problem.ts';
import { RunbookError } from './runbook-error.ts';

/** A cause that is cut in the console helps nobody; what does not fit is counted. */
const longestMessage = 8_000;

const inWords = (problems: readonly SpecProblem[]): string => {
  const named: string[] = [];
  let length = 0;
  for (const { path, message } of problems) {
    const sentence = `${path}: ${message}`;
    length += sentence.length + 2;
    if (length > longestMessage) break;
    named.push(sentence);
  }
  const left = problems.length - named.length;
  return [...named, ...(left > 0 ? [`and ${left} more, which runbook validate prints`] : [])].join('; ');
};

/** A spec cannot be deployed as it is. Names every problem with its JSON path; nothing has been changed. */
export class InvalidServiceSpecError extends RunbookError {
  override readonly name = 'InvalidServiceSpecError';

  constructor(problems: readonly SpecProblem[]) {
    super(`the service spec is not valid: ${inWords(problems)}`);
  }
}

/** There is nothing where the spec is said to be. */
export class SpecNotFoundError extends RunbookError {
  override readonly name = 'SpecNotFoundError';

  /** @param where without a query, which may hold a token */
  constructor(where: string, detail: string, options?: ErrorOptions) {
    super(`there is no service spec at ${where}: ${detail}`, options);
  }
}

/** The spec may not be read. */
export class SpecAccessDeniedError extends RunbookError {
  override readonly name = 'SpecAccessDeniedError';

  constructor(where: string, detail: string, options?: ErrorOptions) {
    super(`the service spec at ${where} may not be read: ${detail}`, options);
  }
}

/** The spec's URL leads to where this function does not go. */
export class SpecUrlRefusedError extends RunbookError {
  override readonly name = 'SpecUrlRefusedError';

  constructor(where: string, reason: string) {
    super(`the service spec is not fetched from ${where}: ${reason}`);
  }
}

/** The spec's host did not answer as it should; another try may be luckier. */
export class SpecUnavailableError extends RunbookError {
  override readonly name = 'SpecUnavailableError';

  constructor(where: string, reason: string, options?: ErrorOptions) {
    super(
      `the service spec could not be fetched from ${where}: ${reason}; try again, or put it into S3 and give its s3:// URL`,
      options,
    );
  }
}

/** A spec is larger than what can be read, or than what a state can hold. */
export class SpecTooLargeError extends RunbookError {
  override readonly name = 'SpecTooLargeError';

  constructor(what: string, { limitBytes }: { limitBytes: number }, remedy: string) {
    super(`${what} has more than ${limitBytes / 1024} KiB: ${remedy}`);
  }
}

/** Old and new service cannot stand beside each other. Nothing has been changed. */
export class ReplacementConflictError extends RunbookError {
  override readonly name = 'ReplacementConflictError';

  constructor(clashes: readonly string[]) {
    super(
      `the new service cannot be deployed beside the old one: ${clashes.join('; ')}; ` +
        'give the new spec names and rule conditions of its own, or use strategy=recreate',
    );
  }
}
