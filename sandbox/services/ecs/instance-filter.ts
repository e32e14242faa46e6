import type { ContainerInstance } from '@aws-sdk/client-ecs';
import { invalidParameter } from './errors.ts';

const served = 'the sandbox reads `subject == value`, `!=`, `in [a, b]` and `attribute:name exists`, joined by `and`';
const term = /^(?<subject>[\w:.-]+)\s*(?:(?<operator>==|equals|!=|not_equals|in)\s*(?<value>.+)|(?<exists>exists))$/;

const subjects: Record<string, (instance: ContainerInstance) => string | undefined> = {
  agentConnected: ({ agentConnected }) => String(agentConnected),
  agentVersion: ({ versionInfo }) => versionInfo?.agentVersion,
  ec2InstanceId: ({ ec2InstanceId }) => ec2InstanceId,
  runningTasksCount: ({ runningTasksCount }) => String(runningTasksCount),
  pendingTasksCount: ({ pendingTasksCount }) => String(pendingTasksCount),
};

/**
 * A part of the cluster query language as a predicate over described instances.
 *
 * @throws AwsError InvalidParameterException for expressions beyond that part
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html
 */
export const instanceFilter = (expression: string): ((instance: ContainerInstance) => boolean) => {
  const terms = expression.split(/\s+and\s+/).map((text) => termOf(text.trim()));
  return (instance) => terms.every((matches) => matches(instance));
};

const termOf = (text: string): ((instance: ContainerInstance) => boolean) => {
  const { subject = '', operator, value = '', exists } = term.exec(text)?.groups ?? {};
  const read = subject.startsWith('attribute:') ? attributeOf(subject.slice('attribute:'.length)) : subjects[subject];
  if (!read) throw invalidParameter(`Invalid filter '${text}': ${served}.`);
  if (exists) return (instance) => read(instance) !== undefined;
  const values = operator === 'in' ? value.replace(/^\[|\]$/g, '').split(',') : [value];
  const wanted = values.map((each) => each.trim().replace(/^(['"])(.*)\1$/, '$2'));
  const isNegated = operator === '!=' || operator === 'not_equals';
  return (instance) => wanted.includes(read(instance) ?? '') !== isNegated;
};

const attributeOf =
  (wanted: string) =>
  ({ attributes = [] }: ContainerInstance): string | undefined => {
    const found = attributes.find(({ name }) => name === wanted);
    return found && (found.value ?? '');
  };
