import type { RoleReference } from './roles.ts';
import type { SensitiveReference } from './secret-reference.ts';
import { readCredentialsReference, readSensitiveReference } from './secret-reference.ts';

type Maybe<Value> = Value | undefined;

/** What preconditions read of a container, be it of a spec or as ECS describes it. */
export interface CheckedContainer {
  name?: Maybe<string>;
  image?: Maybe<string>;
  secrets?: Maybe<{ valueFrom: Maybe<string> }[]>;
  repositoryCredentials?: Maybe<{ credentialsParameter: Maybe<string> }>;
  logConfiguration?: Maybe<{
    logDriver?: Maybe<string>;
    options?: Maybe<Record<string, string>>;
    secretOptions?: Maybe<{ valueFrom: Maybe<string> }[]>;
  }>;
  portMappings?: Maybe<{ containerPort?: Maybe<number>; containerPortRange?: Maybe<string> }[]>;
}

/** What preconditions read of a task definition. */
export interface CheckedTaskDefinition {
  executionRoleArn?: Maybe<string>;
  taskRoleArn?: Maybe<string>;
  containerDefinitions?: Maybe<CheckedContainer[]>;
}

/** A CloudWatch log group that a container logs to. */
export interface LogGroupReference {
  group: string;
  /** Undefined: the function's own. */
  region: string | undefined;
  /** Whether the agent may create it: `awslogs-create-group`. */
  isCreated: boolean;
}

const containersOf = ({ containerDefinitions }: CheckedTaskDefinition): CheckedContainer[] =>
  containerDefinitions ?? [];

/** Each once, by what `keyOf` makes of it. */
const distinct = <Item>(items: Item[], keyOf: (item: Item) => unknown): Item[] => [
  ...new Map(items.map((item) => [JSON.stringify(keyOf(item)), item])).values(),
];

/** The roles that its tasks assume. */
export const rolesOf = ({ executionRoleArn, taskRoleArn }: CheckedTaskDefinition): RoleReference[] => [
  ...(executionRoleArn ? [{ use: 'execution role', written: executionRoleArn } as const] : []),
  ...(taskRoleArn ? [{ use: 'task role', written: taskRoleArn } as const] : []),
];

/** References to the images of its containers. */
export const imagesOf = (definition: CheckedTaskDefinition): string[] =>
  containersOf(definition).flatMap(({ image }) => image ?? []);

/** The secrets and parameters that its containers, their logs and their registries need; each secret version once. */
export const sensitiveOf = (definition: CheckedTaskDefinition): SensitiveReference[] => {
  const read = containersOf(definition).flatMap(({ secrets = [], repositoryCredentials, logConfiguration }) => [
    ...[...secrets, ...(logConfiguration?.secretOptions ?? [])].map(({ valueFrom = '' }) =>
      readSensitiveReference(valueFrom),
    ),
    ...(repositoryCredentials?.credentialsParameter
      ? [readCredentialsReference(repositoryCredentials.credentialsParameter)]
      : []),
  ]);
  return distinct(read, (reference) => reference);
};

/** The log groups of its containers. */
export const logGroupsOf = (definition: CheckedTaskDefinition): LogGroupReference[] => {
  const read = containersOf(definition).flatMap(({ logConfiguration }) => {
    const { logDriver, options = {} } = logConfiguration ?? {};
    const group = options['awslogs-group'];
    if (logDriver !== 'awslogs' || !group) return [];
    return [
      { group, region: options['awslogs-region'] || undefined, isCreated: options['awslogs-create-group'] === 'true' },
    ];
  });
  return distinct(read, (reference) => reference);
};
