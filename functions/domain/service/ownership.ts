/** An ECS service as its cluster and name say it; the cluster by name, never by ARN. */
export interface ServiceRef {
  cluster: string;
  service: string;
}

/** What a resource is tagged with. */
export type Tags = Record<string, string>;

/** Keys of the tags that show what this suite made, for whom, in which run. */
export const ownershipKeys = {
  service: 'ecs-runbooks:service',
  stage: 'ecs-runbooks:stage',
  environment: 'ecs-runbooks:environment',
  execution: 'ecs-runbooks:execution',
} as const;

/** Key of the task definition tag that says where its spec came from; other tools read it. */
export const specSourceKey = 'service_spec_url';

/** Value of the service tag: `prod/web`. */
export const ownerName = ({ cluster, service }: ServiceRef): string => `${cluster}/${service}`;

interface Making extends ServiceRef {
  /** Name of the deployed stack, e.g. `ecs-runbooks-prod`. */
  stage: string;
  /** Environment of the spec. */
  environment: string;
  /** ARN of the execution. */
  execution: string;
}

/** Tags of everything a run creates. */
export const ownershipTags = ({ stage, environment, execution, ...service }: Making): Tags => ({
  [ownershipKeys.service]: ownerName(service),
  [ownershipKeys.stage]: stage,
  [ownershipKeys.environment]: environment,
  [ownershipKeys.execution]: execution,
});

/** Who a resource belongs to: `OURS`, another service of this suite (`OTHERS`), or nobody it knows of (`UNOWNED`). */
export type Ownership = 'OURS' | 'OTHERS' | 'UNOWNED';

/** Judges ownership by the service tag. */
export const ownershipOf = (tags: Tags, service: ServiceRef): Ownership => {
  const owner = tags[ownershipKeys.service];
  if (owner === undefined) return 'UNOWNED';
  return owner === ownerName(service) ? 'OURS' : 'OTHERS';
};

/** Whether the execution created the resource. */
export const isMadeBy = (tags: Tags, execution: string): boolean => tags[ownershipKeys.execution] === execution;

/** Tags as ECS takes and gives them. */
export const ecsTags = (tags: Tags): { key: string; value: string }[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));

/** Tags as Elastic Load Balancing takes and gives them. */
export const elbTags = (tags: Tags): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Reads tags of either spelling. */
export const readTags = (
  tags: readonly { key?: string; value?: string; Key?: string; Value?: string }[] | undefined,
): Tags => Object.fromEntries((tags ?? []).map((tag) => [tag.key ?? tag.Key ?? '', tag.value ?? tag.Value ?? '']));
