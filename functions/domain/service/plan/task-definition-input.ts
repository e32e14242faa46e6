import type { RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import { contentHash } from '../../canonical-json.ts';
import { ecsTags, ownershipKeys, readTags, specSourceKey, type Tags } from '../ownership.ts';
import type { ResolvedService } from '../run-state.ts';
import type { TaskDefinitionSpec } from '../spec-schema/index.ts';

/** Key of the tag by which a revision is known to have been registered from the same content. */
export const contentHashKey = 'ecs-runbooks:content';

/** The family that a spec's revisions belong to: its own, or the service's name; null where it has no task definition. */
export const familyOf = ({ spec, service }: Pick<ResolvedService, 'spec' | 'service'>): string | null => {
  const { taskDefinition } = spec.aws.ecs;
  return taskDefinition ? (taskDefinition.family ?? service) : null;
};

/** SHA-256 of what is registered. It leaves out the tags that differ from run to run. */
export const taskDefinitionHash = (spec: TaskDefinitionSpec, family: string): string =>
  contentHash({ ...spec, family });

const givenTags = ({ tags = [] }: TaskDefinitionSpec): Tags =>
  Object.fromEntries(tags.map(({ key, value = '' }) => [key, value]));

/**
 * RegisterTaskDefinition's input. AWS's own spelling of a field is the spec's, so it is passed on as it is.
 *
 * @param how.tags the ownership tags; they win over tags of the spec with the same key
 */
export const taskDefinitionInput = (
  spec: TaskDefinitionSpec,
  { family, tags, specSource }: { family: string; tags: Tags; specSource?: string | undefined },
): RegisterTaskDefinitionCommandInput => ({
  ...(spec as Omit<RegisterTaskDefinitionCommandInput, 'family'>),
  family,
  tags: ecsTags({
    ...givenTags(spec),
    ...(specSource === undefined ? {} : { [specSourceKey]: specSource }),
    ...tags,
    [contentHashKey]: taskDefinitionHash(spec, family),
  }),
});

/** Tags without those by which this suite knows its own. */
export const withoutOwnTags = (tags: Tags): Tags => {
  const own: string[] = [...Object.values(ownershipKeys), specSourceKey, contentHashKey];
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !own.includes(key)));
};

/** The spec's tags of a RegisterTaskDefinition input. */
export const plainTagsOf = (input: RegisterTaskDefinitionCommandInput): Tags => withoutOwnTags(readTags(input.tags));
