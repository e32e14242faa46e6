import type client from '@aws-sdk/client-application-auto-scaling';
import { AwsError, type Operations } from '../../service.ts';
import { invalid, resourceNotFound } from './errors.ts';
import type { AutoScalingState } from './state.ts';

const largestTagCount = 50;

/** Adds or replaces tags of a scalable target, by AWS's bounds. */
export const putTags = ({ tags }: AutoScalingState, arn: string, added: Record<string, string>): void => {
  for (const [key, value] of Object.entries(added)) {
    if (key.length < 1 || key.length > 128) throw invalid('Tag keys must have 1 to 128 characters');
    if (value.length > 256) throw invalid(`The value of tag '${key}' must have at most 256 characters`);
    if (/^aws:/i.test(key)) throw invalid(`Tag key '${key}' starts with the reserved prefix 'aws:'`);
  }
  const merged = { ...tags.get(arn), ...added };
  if (Object.keys(merged).length > largestTagCount) {
    throw new AwsError('TooManyTagsException', `A scalable target has at most ${largestTagCount} tags`, 400, {
      ResourceName: arn,
    });
  }
  tags.set(arn, merged);
};

const targetArn = ({ targets }: AutoScalingState, arn = ''): string => {
  if (![...targets.values()].some(({ ScalableTargetARN }) => ScalableTargetARN === arn)) throw resourceNotFound(arn);
  return arn;
};

/** TagResource, UntagResource, ListTagsForResource. */
export const tagOperations = (state: AutoScalingState) =>
  ({
    TagResource({ ResourceARN, Tags = {} }) {
      putTags(state, targetArn(state, ResourceARN), Tags);
      return {};
    },

    UntagResource({ ResourceARN, TagKeys = [] }) {
      const arn = targetArn(state, ResourceARN);
      const left = Object.entries(state.tags.get(arn) ?? {}).filter(([key]) => !TagKeys.includes(key));
      state.tags.set(arn, Object.fromEntries(left));
      return {};
    },

    ListTagsForResource: ({ ResourceARN }) => ({ Tags: state.tags.get(targetArn(state, ResourceARN)) ?? {} }),
  }) satisfies Operations<typeof client>;
