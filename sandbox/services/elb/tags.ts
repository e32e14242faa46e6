import type client from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type Operations } from '../../service.ts';
import { validationError } from './errors.ts';
import { type ElbState, listenerOf, loadBalancerOf, ruleOf, targetGroupOf } from './state.ts';

const largestTagCount = 50;
const largestDescribe = 20;

const finders: Record<string, (state: ElbState, arn: string) => { arn: string }> = {
  loadbalancer: loadBalancerOf,
  listener: listenerOf,
  'listener-rule': ruleOf,
  targetgroup: targetGroupOf,
};

/** @throws AwsError for an ARN of nothing: the code of what its type says it is */
const resourceOf = (state: ElbState, arn: string): string => {
  const type = /^arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:([\w-]+)\//.exec(arn)?.[1] ?? '';
  const find = finders[type];
  if (!find) throw validationError(`'${arn}' is not a valid load balancer, target group, listener or rule ARN`);
  return find(state, arn).arn;
};

/** Adds or replaces tags of a resource, by AWS's bounds; changes nothing where one is wrong. */
export const putTags = ({ tags }: ElbState, arn: string, added: client.Tag[] = []): void => {
  const keys = added.map(({ Key = '' }) => Key);
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
  if (repeated !== undefined)
    throw new AwsError('DuplicateTagKeys', `Tag key was specified more than once: ${repeated}`);
  for (const { Key = '', Value = '' } of added) {
    if (Key.length < 1 || Key.length > 128) throw validationError('Tag keys must have 1 to 128 characters');
    if (Value.length > 256) throw validationError(`The value of tag '${Key}' must have at most 256 characters`);
    if (/^aws:/i.test(Key)) throw validationError(`Tag key '${Key}' starts with the reserved prefix 'aws:'`);
  }
  const merged = new Map((tags.get(arn) ?? []).map((tag) => [tag.Key, tag]));
  for (const { Key, Value = '' } of added) merged.set(Key, { Key, Value });
  if (merged.size > largestTagCount) {
    throw new AwsError('TooManyTags', `The maximum number of tags on '${arn}' is ${largestTagCount}`);
  }
  tags.set(arn, [...merged.values()]);
};

/** AddTags and RemoveTags take a list and refuse more than one: https://github.com/aws/aws-sdk-go-v2/issues/2715 */
const onlyResourceOf = (state: ElbState, arns: string[]): string => {
  if (arns.length > 1) throw validationError('Only one resource can be tagged at a time');
  return resourceOf(state, arns[0] ?? '');
};

/** AddTags, RemoveTags, DescribeTags. */
export const tagOperations = (state: ElbState) =>
  ({
    AddTags({ ResourceArns = [], Tags }) {
      putTags(state, onlyResourceOf(state, ResourceArns), Tags);
      return {};
    },

    RemoveTags({ ResourceArns = [], TagKeys = [] }) {
      const arn = onlyResourceOf(state, ResourceArns);
      const left = (state.tags.get(arn) ?? []).filter(({ Key = '' }) => !TagKeys.includes(Key));
      state.tags.set(arn, left);
      return {};
    },

    DescribeTags({ ResourceArns = [] }) {
      if (ResourceArns.length < 1 || ResourceArns.length > largestDescribe) {
        throw validationError(`DescribeTags takes 1 to ${largestDescribe} resource ARNs, not ${ResourceArns.length}`);
      }
      return {
        TagDescriptions: ResourceArns.map((arn) => ({
          ResourceArn: resourceOf(state, arn),
          Tags: state.tags.get(arn) ?? [],
        })),
      };
    },
  }) satisfies Operations<typeof client>;
