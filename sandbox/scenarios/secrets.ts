import type { ServiceSpec } from '../../functions/domain/service/spec-schema/index.ts';
import type { Services } from '../services.ts';

/** What every secret and parameter of a scenario holds. */
const madeUp = 'made up by the sandbox';

const secretPattern = /^(arn:[\w-]+:secretsmanager:[^:]+:\d+:secret:([^:]+))(?::([^:]*))?/;

/** The values of a spec's containers that ECS fetches: `valueFrom`s of secrets and of log options. */
const valuesFrom = (specs: ServiceSpec[]): string[] =>
  specs
    .flatMap(({ aws }) => aws.ecs.taskDefinition?.containerDefinitions ?? [])
    .flatMap(({ secrets, logConfiguration }) => [...(secrets ?? []), ...(logConfiguration?.secretOptions ?? [])])
    .map(({ valueFrom }) => valueFrom);

/** A secret's ARN ends in a hyphen and six characters; a spec may leave them out. */
const withSuffix = (arn: string): string => (/-[A-Za-z0-9]{6}$/.test(arn) ? arn : `${arn}-a1B2c3`);

const textOf = (keys: Set<string>): string =>
  keys.size === 0 ? madeUp : JSON.stringify(Object.fromEntries([...keys].map((key) => [key, madeUp])));

const addSecrets = ({ secretsManager }: Services, values: string[]): string[] => {
  const keysByArn = new Map<string, Set<string>>();
  for (const value of values) {
    const [, arn, , key = ''] = secretPattern.exec(value) ?? [];
    if (arn === undefined) continue;
    const keys = keysByArn.get(withSuffix(arn)) ?? new Set();
    keysByArn.set(withSuffix(arn), key === '' ? keys : keys.add(key));
  }
  return [...keysByArn].map(([arn, keys]) => {
    const name = (secretPattern.exec(arn)?.[2] ?? '').slice(0, -7);
    secretsManager.addSecret({ arn, name, text: textOf(keys) });
    return `secret ${name}${keys.size === 0 ? '' : ` with ${[...keys].join(', ')}`}`;
  });
};

const addParameters = ({ ssm }: Services, values: string[]): string[] => {
  const names = values
    .filter((value) => !secretPattern.test(value))
    .map((value) => /^arn:[\w-]+:ssm:[^:]+:\d+:parameter(\/.+)$/.exec(value)?.[1] ?? value)
    .filter((name) => ssm.value(name) === undefined);
  return [...new Set(names)].map((name) => {
    ssm.addParameter({ name, value: madeUp });
    return `parameter ${name}`;
  });
};

/** Makes the secrets and parameters that specs name, with the JSON keys that they ask for. */
export const furnishSecrets = (services: Services, specs: ServiceSpec[]): string[] => {
  const values = valuesFrom(specs);
  return [...addSecrets(services, values), ...addParameters(services, values)];
};
