/** Stands for `amazonaws.com`: example.com is reserved for such use, so it can never be someone's. */
export const suffix = 'sandbox.example.com';

/** The hosts that ECS needs in a region, under the sandbox's suffix. */
export const serviceHosts = (region: string, accountId: string): string[] => [
  ...[
    'ecs',
    'ecs-a',
    'ecs-t',
    'ecs-a-1',
    'ecs-t-1',
    'logs',
    's3',
    'ssm',
    'ssmmessages',
    'ec2messages',
    'secretsmanager',
    'sts',
    'kms',
  ].map((service) => `${service}.${region}.${suffix}`),
  `api.ecr.${region}.${suffix}`,
  `${accountId}.dkr.ecr.${region}.${suffix}`,
  `s3.${suffix}`,
  `sts.${suffix}`,
];

/** Names of the certificate: a wildcard stands for one label only. */
export const certificateNames = (region: string): string[] => [
  `*.${suffix}`,
  `*.${region}.${suffix}`,
  `*.ecr.${region}.${suffix}`,
  `*.dkr.ecr.${region}.${suffix}`,
];
