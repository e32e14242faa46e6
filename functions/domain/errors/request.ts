import { RunbookError } from './runbook-error.ts';

/** One field of a request or of an environment that is not as it must be. */
export interface FieldProblem {
  /** Dotted path such as `network.subnets`; `request` where the whole is wrong. */
  field: string;
  /** What was expected, in words; never the value, which may be a secret. */
  expected: string;
}

const sentences = (problems: FieldProblem[]): string =>
  problems.map(({ field, expected }) => `${field}: ${expected}`).join('; ');

/** A request does not have the runbook's shape. Names every bad field at once; nothing has been started. */
export class InvalidRequestError extends RunbookError {
  override readonly name = 'InvalidRequestError';
  readonly problems: FieldProblem[];

  constructor(runbook: string, problems: FieldProblem[]) {
    super(`${runbook} request is not valid: ${sentences(problems)}`);
    this.problems = problems;
  }
}

/** A step was handed something else than its schema says: the definition and the step disagree. */
export class InvalidStepInputError extends RunbookError {
  override readonly name = 'InvalidStepInputError';

  constructor(problems: FieldProblem[]) {
    super(`step input is not valid: ${sentences(problems)}`);
  }
}

/** A function was deployed without variables it needs. */
export class InvalidEnvironmentError extends RunbookError {
  override readonly name = 'InvalidEnvironmentError';

  constructor(problems: FieldProblem[]) {
    super(`function environment is not valid: ${sentences(problems)}; deploy the stack again`);
  }
}

/** No runbook of that name is registered. */
export class UnknownRunbookError extends RunbookError {
  override readonly name = 'UnknownRunbookError';

  constructor(name: string, known: string[]) {
    super(`no runbook is called ${name}; there are: ${known.join(', ')}`);
  }
}
