import { findRunbook } from '../../functions/triggers/parse-request.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../errors.ts';
import { requestLines } from '../render/fields.ts';
import { requestSchema } from '../request/json-schema.ts';

/** `runbook describe`: the fields of a runbook's request; as JSON, its JSON Schema. */
export const describe = async ({ terminal }: Context, runbook: string): Promise<number> => {
  const schema = requestSchema(findRunbook(runbook));
  if (terminal.isJson) terminal.printJson(schema);
  else terminal.print(...requestLines(schema, terminal));
  return exitCodes.ok;
};
