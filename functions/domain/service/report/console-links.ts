import { consoleHost, parseArn, shortId } from '../../ecs/arn.ts';

/** The console's page of a service; nothing for what is no ARN of one. */
export const serviceLink = (serviceArn: string | null | undefined, cluster: string): Record<string, string> => {
  const arn = parseArn(serviceArn ?? '');
  if (!arn) return {};
  const page = `/ecs/v2/clusters/${cluster}/services/${shortId(arn.resource)}/health?region=${arn.region}`;
  return { service: `${consoleHost(arn.partition, arn.region)}${page}` };
};

/** The console's page of a task definition's revision. */
export const taskDefinitionLink = (taskDefinitionArn: string | null | undefined): Record<string, string> => {
  const arn = parseArn(taskDefinitionArn ?? '');
  if (!arn) return {};
  const [family, revision] = shortId(arn.resource).split(':');
  const page = `/ecs/v2/task-definitions/${family}/${revision}/containers?region=${arn.region}`;
  return { taskDefinition: `${consoleHost(arn.partition, arn.region)}${page}` };
};

/** The console's page of an execution. */
export const executionLink = (name: string, executionArn: string | undefined): Record<string, string> => {
  const arn = parseArn(executionArn ?? '');
  if (!arn) return {};
  const page = `/states/home?region=${arn.region}#/v2/executions/details/${executionArn}`;
  return { [name]: `${consoleHost(arn.partition, arn.region)}${page}` };
};
