import { consoleHost } from '../ecs/arn.ts';

/** The console double-encodes names in the part after `#`: `/` is `$252F`. */
const fragment = (name: string): string => encodeURIComponent(encodeURIComponent(name)).replaceAll('%', '$');

interface Place {
  partition: string;
  region: string;
}

/** The console's page of a log stream. */
export const logStreamLink = ({ partition, region }: Place, group: string, stream: string): string =>
  `${consoleHost(partition, region)}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${fragment(group)}/log-events/${fragment(stream)}`;

/** The console's page of an S3 object. */
export const objectLink = ({ partition, region }: Place, bucket: string, key: string): string =>
  `${consoleHost(partition, region)}/s3/object/${bucket}?region=${region}&prefix=${encodeURIComponent(key)}`;
