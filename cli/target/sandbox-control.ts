import * as v from 'valibot';
import type { Context, GlobalOptions } from '../context.ts';
import { SandboxNotFoundError, SandboxRefusedError, UsageError } from '../errors.ts';
import { sandboxHealth } from './sandbox-health.ts';

/** Where `runbook sandbox` serves if nothing else is said. */
const defaultUrl = 'http://127.0.0.1:4566';

const refusalSchema = v.object({ message: v.string(), problems: v.optional(v.array(v.string()), []) });

/** The paths of a running sandbox by which a person does to it what happens by itself on AWS. */
export interface SandboxControl {
  url: string;
  /**
   * Calls a path below `/_sandbox/`; with a body by POST.
   *
   * @throws SandboxRefusedError with the sandbox's own words
   */
  call<Schema extends v.GenericSchema>(path: string, schema: Schema, body?: object): Promise<v.InferOutput<Schema>>;
}

/**
 * Finds the sandbox to control: at --endpoint-url, at AWS_ENDPOINT_URL, or where `runbook sandbox` serves.
 *
 * @throws UsageError with --stage, for nothing of AWS is controlled like that; SandboxNotFoundError where none answers
 */
export const findSandboxControl = async (
  { environment, signal }: Context,
  { stage, endpointUrl }: GlobalOptions,
): Promise<SandboxControl> => {
  if (stage !== undefined) {
    throw new UsageError('agents are turned off and on in a sandbox only, never in AWS: leave --stage out');
  }
  const url = endpointUrl ?? environment.endpointUrl ?? defaultUrl;
  if (!(await sandboxHealth(url, signal))) {
    throw new SandboxNotFoundError(
      `no sandbox answers at ${url}: start one with \`runbook sandbox\`, or say with --endpoint-url where it is`,
    );
  }
  return {
    url,
    call: async (path, schema, body) => {
      const target = new URL(`_sandbox/${path}`, url.endsWith('/') ? url : `${url}/`);
      const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
      const response = await fetch(target, { ...init, signal });
      const answer: unknown = await response.json();
      if (response.ok) return v.parse(schema, answer);
      const { message, problems } = v.parse(refusalSchema, answer);
      throw new SandboxRefusedError(problems.length > 0 ? problems.join('; ') : message);
    },
  };
};
