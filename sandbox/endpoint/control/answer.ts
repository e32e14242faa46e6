import * as v from 'valibot';
import { parseJson } from '../aws-json.ts';
import type { Answer, Received } from '../wire.ts';

/** What the sandbox's own paths do, by method and path behind `/_sandbox/`: `GET health`. */
export type ControlRoutes = Record<string, (received: Received) => Answer>;

/** An answer of the sandbox's own paths. */
export const json = (status: number, value: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: `${JSON.stringify(value)}\n`,
});

/** A request that a path of the sandbox's own cannot use, with everything that is wrong with it. */
export class UnusableError extends Error {
  override readonly name = 'UnusableError';
  readonly problems: string[];
  readonly status: number;

  /** @param what what was given: `fault`, `agent` */
  constructor(what: string, problems: string[], status = 400) {
    super(`the ${what} is not usable`);
    this.problems = problems;
    this.status = status;
  }
}

const parsed = (what: string, body: Buffer): unknown => {
  try {
    return parseJson(body);
  } catch {
    throw new UnusableError(what, ['the request body is not JSON']);
  }
};

/**
 * Reads a request's body.
 *
 * @throws UnusableError with all that is wrong with it, by field
 */
export const readBody = <Schema extends v.GenericSchema>(
  what: string,
  schema: Schema,
  body: Buffer,
): v.InferOutput<Schema> => {
  const read = v.safeParse(schema, parsed(what, body));
  if (read.success) return read.output;
  throw new UnusableError(
    what,
    read.issues.map((issue) => `${v.getDotPath(issue) ?? what}: ${issue.message}`),
  );
};
