import * as v from 'valibot';
import { cpuUnits, memoryMib } from '../fargate-sizes.ts';
import { choice, ecsName, fields, filledList, flag, integer, list, text, texts } from '../spec-fields.ts';
import { containerDefinition } from './container-definition.ts';

const { optional } = v;

/** A size in words or units; the result is the number of units as text, as RegisterTaskDefinition takes it. */
const size = (read: (written: string | number) => number | undefined, expected: string) =>
  v.pipe(
    v.union([v.string(), v.number()], expected),
    v.check((written) => read(written) !== undefined, expected),
    v.transform((written) => String(read(written))),
  );

const efsVolumeConfiguration = fields({
  fileSystemId: text(),
  rootDirectory: optional(text()),
  transitEncryption: optional(choice(['ENABLED', 'DISABLED'])),
  transitEncryptionPort: optional(integer(0, 65_535)),
  authorizationConfig: optional(
    fields({ accessPointId: optional(text()), iam: optional(choice(['ENABLED', 'DISABLED'])) }),
  ),
});

const dockerVolumeConfiguration = fields({
  scope: optional(choice(['task', 'shared'])),
  autoprovision: optional(flag()),
  driver: optional(text()),
  driverOpts: optional(texts()),
  labels: optional(texts()),
});

const volume = fields({
  name: ecsName('volume'),
  host: optional(fields({ sourcePath: optional(text()) })),
  dockerVolumeConfiguration: optional(dockerVolumeConfiguration),
  efsVolumeConfiguration: optional(efsVolumeConfiguration),
  s3filesVolumeConfiguration: optional(
    fields({
      fileSystemArn: text(),
      rootDirectory: optional(text()),
      transitEncryptionPort: optional(integer(0, 65_535)),
      accessPointArn: optional(text()),
    }),
  ),
  fsxWindowsFileServerVolumeConfiguration: optional(
    fields({
      fileSystemId: text(),
      rootDirectory: text(),
      authorizationConfig: fields({ credentialsParameter: text(), domain: text() }),
    }),
  ),
  configuredAtLaunch: optional(flag()),
});

const placement = {
  placementConstraints: optional(list(fields({ type: optional(choice(['memberOf'])), expression: optional(text()) }))),
  proxyConfiguration: optional(
    fields({
      type: optional(choice(['APPMESH'])),
      containerName: text(),
      properties: optional(list(fields({ name: optional(text()), value: optional(text()) }))),
    }),
  ),
  inferenceAccelerators: optional(list(fields({ deviceName: text(), deviceType: text() }))),
};

/**
 * A task definition as RegisterTaskDefinition takes it; `family` may be left out for the service's name.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export const taskDefinition = fields({
  family: optional(ecsName('family')),
  containerDefinitions: filledList(containerDefinition),
  cpu: optional(size(cpuUnits, 'CPU units such as 256, or vCPUs such as "0.25 vCPU"')),
  memory: optional(size(memoryMib, 'MiB such as 512, or a size such as "512 MB" or "1.5 GB"')),
  executionRoleArn: optional(text()),
  taskRoleArn: optional(text()),
  requiresCompatibilities: optional(list(choice(['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES']))),
  networkMode: optional(choice(['awsvpc', 'bridge', 'host', 'none'])),
  volumes: optional(list(volume)),
  runtimePlatform: optional(
    fields({ cpuArchitecture: optional(choice(['X86_64', 'ARM64'])), operatingSystemFamily: optional(text()) }),
  ),
  ephemeralStorage: optional(fields({ sizeInGiB: integer(21, 200) })),
  pidMode: optional(choice(['host', 'task'])),
  ipcMode: optional(choice(['host', 'task', 'none'])),
  tags: optional(list(fields({ key: text(), value: optional(text()) }))),
  enableFaultInjection: optional(flag()),
  ...placement,
});
