import * as v from 'valibot';
import { InvalidStepInputError } from '../domain/errors/request.ts';

/**
 * Checks what the definition hands a step.
 *
 * @throws InvalidStepInputError that names every bad field
 */
export const validateInput = <Input>(schema: v.GenericSchema<unknown, Input>, input: unknown): Input => {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  throw new InvalidStepInputError(
    result.issues.map((issue) => ({ field: v.getDotPath(issue) ?? 'input', expected: `${issue.expected}` })),
  );
};
