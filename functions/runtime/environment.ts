import * as v from 'valibot';
import { InvalidEnvironmentError } from '../domain/errors/request.ts';

/** Variables a function was deployed with, by name. */
export type EnvironmentSchema<Settings> = v.GenericSchema<unknown, Settings>;

/**
 * Reads the variables a function needs, once, into a typed object.
 *
 * @throws InvalidEnvironmentError that names every missing variable
 */
export const readEnvironment = <Settings>(schema: EnvironmentSchema<Settings>): Settings => {
  const result = v.safeParse(schema, process.env);
  if (result.success) return result.output;
  throw new InvalidEnvironmentError(
    result.issues.map((issue) => ({ field: v.getDotPath(issue) ?? 'environment', expected: `${issue.expected}` })),
  );
};
