/** The parts of `arn:partition:service:region:account:resource`. */
export interface Arn {
  partition: string;
  service: string;
  region: string;
  accountId: string;
  resource: string;
}

/** Takes an ARN apart; undefined for anything else. */
export const parseArn = (text: string): Arn | undefined => {
  const [arn, partition, service, region, accountId, ...resource] = text.split(':');
  if (arn !== 'arn' || !partition || !service || resource.length === 0) return undefined;
  return { partition, service, region: region ?? '', accountId: accountId ?? '', resource: resource.join(':') };
};

/** Last part of an ECS ARN, or the text itself: `arn:…:task/prod/0123` → `0123`. */
export const shortId = (arnOrId: string): string => arnOrId.slice(arnOrId.lastIndexOf('/') + 1);

/** Whether the text is a task's ARN or its id (32 hexadecimal digits, or a UUID as older clusters use). */
export const isTaskId = (text: string): boolean =>
  /^(arn:[^:]+:ecs:[^:]*:[^:]*:task\/\S+|[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(text);

const consoleHosts: Record<string, string> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** The console's host in a region of a partition. */
export const consoleHost = (partition: string, region: string): string =>
  `https://${region}.${consoleHosts[partition] ?? consoleHosts['aws']}`;
