import type { Clients } from '../../functions/clients/index.ts';

/** The clients that the command uses. */
export type CliClients = Pick<Clients, 'ecs' | 'logs' | 's3' | 'sfn'>;

/** Keys that any sandbox takes; real ones are never sent to one. */
const sandboxCredentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };

/** Clients for a sandbox. The SDK is loaded only here, so that commands without AWS start at once. */
export const sandboxClients = async (endpoint: string, region: string): Promise<CliClients> => {
  const { ecs, logs, s3, sfn } = await import('../../functions/clients/index.ts');
  const options = { endpoint, region, credentials: sandboxCredentials };
  return { ecs: ecs(options), logs: logs(options), s3: s3(options), sfn: sfn(options) };
};

/** Clients for an AWS account, with the SDK's ordinary chain of credentials. */
export const accountClients = async (options: { endpoint?: string; region?: string }): Promise<CliClients> => {
  const { ecs, logs, s3, sfn } = await import('../../functions/clients/index.ts');
  return { ecs: ecs(options), logs: logs(options), s3: s3(options), sfn: sfn(options) };
};
