import { Intrinsics, type Lookup } from './intrinsics.ts';
import type { Deployed, StackAccount, Template } from './template.ts';

/** Makes a resource of a type from its resolved properties. */
export type Deploy = (properties: Record<string, unknown>, logicalId: string) => Deployed | Promise<Deployed>;

/**
 * Deploys a template's resources, each after those it refers to.
 *
 * @param deployers how to make a resource, by its CloudFormation type
 * @throws Error that names a resource of an unknown type, a reference to nothing or a circle of references
 */
export const deployTemplate = async (
  template: Template,
  account: StackAccount,
  deployers: Record<string, Deploy>,
): Promise<Map<string, Deployed>> => {
  const intrinsics = new Intrinsics(template, account);
  const started = new Map<string, Promise<Deployed>>();

  const lookupFrom =
    (path: string[]): Lookup =>
    async (logicalId) => {
      if (path.includes(logicalId)) {
        throw new Error(
          `the template's resources refer to each other in a circle: ${[...path, logicalId].join(' → ')}`,
        );
      }
      const resource = template.Resources[logicalId];
      if (resource === undefined || !intrinsics.holds(resource.Condition)) return undefined;
      const deployed = started.get(logicalId) ?? deploy(logicalId, [...path, logicalId]);
      started.set(logicalId, deployed);
      return deployed;
    };

  const deploy = async (logicalId: string, path: string[]): Promise<Deployed> => {
    const { Type = '', Properties = {} } = template.Resources[logicalId] ?? {};
    const make = deployers[Type];
    if (make === undefined) throw unknownType(Type, logicalId);
    const properties = (await intrinsics.resolve(Properties, lookupFrom(path))) as Record<string, unknown>;
    return make(properties, logicalId);
  };

  const outcome = new Map<string, Deployed>();
  for (const logicalId of Object.keys(template.Resources)) {
    const deployed = await lookupFrom([])(logicalId);
    if (deployed) outcome.set(logicalId, deployed);
  }
  return outcome;
};

const unknownType = (type: string, logicalId: string) =>
  new Error(
    `the sandbox does not know ${type} (${logicalId}); add it to sandbox/stack/resources.ts, or to the types it does not act on`,
  );
