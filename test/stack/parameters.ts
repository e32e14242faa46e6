import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { load } from 'js-yaml';

/** What a resource file of the stack is handed by the packager. */
export interface Given {
  resolveVariable: (variable: string) => Promise<unknown>;
}

/** A CloudFormation resource, as far as tests look. */
export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation properties are checked by what the tests expect of them
  Properties: any;
}

/** What a resource file adds to the stack. */
export interface Part {
  Resources?: Record<string, Resource>;
  extensions?: Record<string, { Properties: Record<string, unknown> }>;
}

const require = createRequire(import.meta.url);

const root = new URL('../../', import.meta.url);

const { params } = load(readFileSync(new URL('serverless.yml', root), 'utf8')) as {
  params: { default: Record<string, unknown> };
};

/** The stage parameters as serverless.yml has them. */
export const defaults = params.default;

/** A part of the stack as it is packaged for a region with these parameters; all others have their defaults. */
export const partOf = (
  file: string,
  parameters: Record<string, unknown> = {},
  region: string | undefined = undefined,
): Promise<Part> => {
  const part: (given: Given) => Promise<Part> = require(new URL(file, root).pathname);
  const values: Record<string, unknown> = { ...defaults, ...parameters, 'self:provider.region': region };
  return Promise.resolve(part({ resolveVariable: async (variable) => values[variable.replace('param:', '')] }));
};
