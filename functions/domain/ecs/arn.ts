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

/**
 * Where an ARN points that is not where another one does: `eu-west-1`, `account 111122223333`; undefined for the same region and
 * account, and for a name.
 */
export const elsewhere = (arnOrName: string, here: Pick<Arn, 'region' | 'accountId'>): string | undefined => {
  const arn = parseArn(arnOrName);
  if (!arn) return undefined;
  if (arn.region !== here.region) return arn.region;
  return arn.accountId === here.accountId ? undefined : `account ${arn.accountId}`;
};

/** Region and account of an ARN, such as the execution's: where the stack is. */
export const placeOf = (arn: string): Pick<Arn, 'region' | 'accountId'> => {
  const { region = '', accountId = '' } = parseArn(arn) ?? {};
  return { region, accountId };
};

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
