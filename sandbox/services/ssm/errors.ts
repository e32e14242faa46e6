import { AwsError } from '../../service.ts';

/** The error for a value that breaks a constraint of the API's model, in AWS's words. */
export const constraint = (value: unknown, at: string, rule: string): AwsError =>
  new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${String(value)}' at '${at}' failed to satisfy constraint: Member must ${rule}`,
  );

/** @throws AwsError ValidationException for a number out of bounds */
export const checkRange = (value: number | undefined, at: string, least: number, most: number): void => {
  if (value === undefined) return;
  if (value < least) throw constraint(value, at, `have value greater than or equal to ${least}`);
  if (value > most) throw constraint(value, at, `have value less than or equal to ${most}`);
};

/** @throws AwsError ValidationException for a list that is too short or too long */
export const checkLength = (values: unknown[] | undefined, at: string, least: number, most: number): void => {
  if (values === undefined) return;
  const shown = `[${values.join(', ')}]`;
  if (values.length < least) throw constraint(shown, at, `have length greater than or equal to ${least}`);
  if (values.length > most) throw constraint(shown, at, `have length less than or equal to ${most}`);
};
