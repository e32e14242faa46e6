import type { RestartPolicy } from './state.ts';

const nameOf = ({ Name }: RestartPolicy): string => (Name === '' ? 'no' : Name);

/** Docker counts for `on-failure` only. */
const countOf = (policy: RestartPolicy): number => (nameOf(policy) === 'on-failure' ? policy.MaximumRetryCount : 0);

/** Whether Docker does the same by both; an empty name means `no`. */
export const isSamePolicy = (one: RestartPolicy, other: RestartPolicy): boolean =>
  nameOf(one) === nameOf(other) && countOf(one) === countOf(other);

/** Whether Docker restarts nothing by it, as ECS's agent has its containers. */
export const isNoPolicy = (policy: RestartPolicy): boolean => nameOf(policy) === 'no';

/** As docker run takes it: `on-failure:3`. */
export const policyWords = (policy: RestartPolicy): string =>
  countOf(policy) === 0 ? nameOf(policy) : `${nameOf(policy)}:${countOf(policy)}`;
