import type { ContainerInstance } from '@aws-sdk/client-ecs';
import { invalidParameter } from './errors.ts';

const served = 'the sandbox reads `subject == value`, `!=`, `in [a, b]` and `attribute:name exists`, joined by `and`';
const term = /^(?<subject>[\w:.-]+)\s*(?:(?<operator>==|equals|!=|not_equals|in)\s*(?<value>.+)|(?<exists>exists))$/;

/** A container instance as filters see it. Its tasks are counted only for a filter that asks. */
export interface Filtered {
  instance: ContainerInstance;
  runningTasksCount(): number;
  pendingTasksCount(): number;
}

type Read = (filtered: Filtered) => string | undefined;

const subjects: Record<string, Read> = {
  agentConnected: ({ instance }) => String(instance.agentConnected),
  agentVersion: ({ instance }) => instance.versionInfo?.agentVersion,
  ec2InstanceId: ({ instance }) => instance.ec2InstanceId,
  runningTasksCount: ({ runningTasksCount }) => String(runningTasksCount()),
  pendingTasksCount: ({ pendingTasksCount }) => String(pendingTasksCount()),
};

/**
 * A part of the cluster query language as a predicate over container instances.
 *
 * @throws AwsError InvalidParameterException for expressions beyond that part
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html
 */
export const instanceFilter = (expression: string): ((filtered: Filtered) => boolean) => {
  const terms = expression.split(/\s+and\s+/).map((text) => termOf(text.trim()));
  return (filtered) => terms.every((matches) => matches(filtered));
};

const termOf = (text: string): ((filtered: Filtered) => boolean) => {
  const { subject = '', operator, value = '', exists } = term.exec(text)?.groups ?? {};
  const read = subject.startsWith('attribute:') ? attributeOf(subject.slice('attribute:'.length)) : subjects[subject];
  if (!read) throw invalidParameter(`Invalid filter '${text}': ${served}.`);
  if (exists) return (filtered) => read(filtered) !== undefined;
  const values = operator === 'in' ? value.replace(/^\[|\]$/g, '').split(',') : [value];
  const wanted = values.map((each) => each.trim().replace(/^(['"])(.*)\1$/, '$2'));
  const isNegated = operator === '!=' || operator === 'not_equals';
  return (filtered) => wanted.includes(read(filtered) ?? '') !== isNegated;
};

const attributeOf =
  (wanted: string): Read =>
  ({ instance: { attributes = [] } }) => {
    const found = attributes.find(({ name }) => name === wanted);
    return found && (found.value ?? '');
  };
