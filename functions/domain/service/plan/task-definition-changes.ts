import type { ContainerDefinition, RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import { isSecretName, redactArguments, redactText } from '../../redact.ts';
import type { FieldChange } from './action.ts';
import { differences, leavesOf } from './field-changes.ts';
import type { RevisionFacts, TaskDefinitionContent } from './service-facts.ts';
import { plainTagsOf, withoutOwnTags } from './task-definition-input.ts';

type Content = TaskDefinitionContent | RegisterTaskDefinitionCommandInput;

/**
 * What ECS fills in where a registration says nothing; AWS does not list it in one place.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
const withDefaults = (container: ContainerDefinition, networkMode: string | undefined): ContainerDefinition => ({
  ...container,
  essential: container.essential ?? true,
  // 0 and nothing are the same: no share is set aside for the container.
  ...(container.cpu === undefined ? { cpu: 0 } : {}),
  ...(container.healthCheck && {
    healthCheck: { interval: 30, timeout: 5, retries: 3, ...container.healthCheck },
  }),
  portMappings: (container.portMappings ?? []).map(({ hostPort, ...mapping }) => {
    const isOwn = hostPort === undefined || hostPort === 0;
    const follows = networkMode === 'awsvpc' || networkMode === 'host';
    const shown = isOwn ? (follows ? { hostPort: mapping.containerPort } : {}) : { hostPort };
    return { ...mapping, protocol: mapping.protocol ?? 'tcp', ...shown } as NonNullable<
      ContainerDefinition['portMappings']
    >[number];
  }),
});

const comparable = (content: Content, tags: Record<string, string>): unknown => {
  const { containerDefinitions = [], volumes = [], networkMode } = content;
  return {
    ...content,
    tags,
    volumes: volumes.map((volume) => ({
      ...volume,
      ...(volume.efsVolumeConfiguration && {
        efsVolumeConfiguration: { rootDirectory: '/', ...volume.efsVolumeConfiguration },
      }),
    })),
    containerDefinitions: containerDefinitions.map((each) => withDefaults(each, networkMode)),
  };
};

/** Fields whose value a person has chosen freely, so that it may be a secret. */
const free = /\.(environment|options|dockerLabels|labels|driverOpts|properties)\.(?<name>.+)$/;
/** What a person has written as a program's arguments, among which secrets may be. */
const written = /\.(?:command|entryPoint)(?:\.|$)/;

const isRedacted = (value: unknown): boolean => typeof value === 'string' && redactText(value) !== value;

const redactWritten = (value: unknown): unknown =>
  Array.isArray(value) ? redactArguments(value.map(String)) : isRedacted(value) ? redactText(String(value)) : value;

const mask = ({ field, from, to }: FieldChange): FieldChange => {
  if (written.test(field)) return { field, from: redactWritten(from), to: redactWritten(to) };
  const name = free.exec(field)?.groups?.['name'];
  if (name === undefined) return { field, from, to };
  const isSecret = isSecretName(name) || [from, to].some(isRedacted);
  if (!isSecret) return { field, from, to };
  return { field, from: from === null ? null : '(changed)', to: to === null ? null : '(changed)' };
};

/**
 * What a registration changes against a former revision, by dotted paths such as `containerDefinitions.example.image`. What
 * ECS fills in is no change. Values that look like secrets are shown as `(changed)`.
 */
export const taskDefinitionChanges = (
  former: RevisionFacts | null,
  input: RegisterTaskDefinitionCommandInput,
): FieldChange[] => {
  // Of a first registration everything is new, which the spec itself shows better.
  if (!former) return [];
  const { family: _, tags: __, ...content } = input;
  const before = leavesOf(comparable(former.content, withoutOwnTags(former.tags)));
  return differences(before, leavesOf(comparable(content, plainTagsOf(input)))).map(mask);
};
