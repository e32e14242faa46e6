import { fillSpec, withUnfilled } from '../../functions/domain/service/fill-spec.ts';
import { resolveServiceSpec } from '../../functions/domain/service/resolve-spec.ts';
import type { Context, GlobalOptions } from '../context.ts';
import { exitCodes, UsageError } from '../errors.ts';
import { problemLines } from '../render/spec-problems.ts';
import { readText } from '../request/read-request.ts';

/** Options of `runbook validate`. */
export interface ValidateOptions extends GlobalOptions {
  environment: string;
  context?: string[];
  /** `NAME=value` for each variable of the spec. */
  variable?: string[];
  /** Whether a warning counts as a failure. */
  strict?: boolean;
}

const readVariables = (words: string[]): Record<string, string> =>
  Object.fromEntries(
    words.map((word) => {
      const [, name, value = ''] = /^(\w+)=(.*)$/s.exec(word) ?? [];
      if (name === undefined) throw new UsageError('--variable takes NAME=value, its name of letters, digits and _');
      return [name, value];
    }),
  );

/**
 * `runbook validate`: every problem of a service spec with its JSON path, or the spec as the environment sees it.
 *
 * @param file path of the spec; `-` is standard input
 */
export const validate = async (
  { terminal }: Context,
  file: string,
  { environment, context: contexts = [], variable = [], strict = false }: ValidateOptions,
): Promise<number> => {
  if ([environment, ...contexts].includes('')) throw new UsageError('an environment or a context needs a name');
  const text = await readText(file, 'spec');
  const variables = readVariables(variable);
  const filled = fillSpec(text, { environment, contexts, variables });
  const { spec, version, ...read } = resolveServiceSpec(filled.escaped, { environment, contexts });
  const problems = withUnfilled(filled.problems, read.problems);
  const isFilled = filled.problems.length === 0;
  const isValid = isFilled && spec !== undefined && !(strict && problems.length > 0);
  // With its version, what is printed is a spec that can be validated again.
  const resolved = { version: '2.0', ...spec };
  const subject = { file, environment, contexts };
  if (terminal.isJson) {
    terminal.printJson({
      ...subject,
      version: version ?? null,
      isValid,
      problems,
      ...(isValid ? { spec: resolved } : {}),
    });
  } else if (isValid) {
    terminal.note(...problemLines(problems, terminal.noteColors));
    terminal.print(JSON.stringify(resolved, null, 2));
  } else {
    terminal.print(...problemLines(problems, terminal.colors));
  }
  return isValid ? exitCodes.ok : exitCodes.failed;
};
