import * as v from 'valibot';
import {
  choice,
  count,
  ecsName,
  fields,
  filledText,
  flag,
  integer,
  list,
  lowerChoice,
  text,
  texts,
} from '../spec-fields.ts';

const { optional } = v;

const secret = () => fields({ name: filledText(), valueFrom: filledText('ARN of a secret or of a parameter') });

const logConfiguration = fields({
  logDriver: choice(['awslogs', 'awsfirelens', 'splunk', 'fluentd', 'gelf', 'journald', 'json-file', 'syslog']),
  options: optional(texts()),
  secretOptions: optional(list(secret())),
});

const portMapping = fields({
  containerPort: optional(integer(0, 65_535)),
  hostPort: optional(integer(0, 65_535)),
  protocol: optional(lowerChoice(['tcp', 'udp'])),
  name: optional(text()),
  appProtocol: optional(choice(['http', 'http2', 'grpc'])),
  containerPortRange: optional(text()),
});

const linuxParameters = fields({
  capabilities: optional(fields({ add: optional(list(text())), drop: optional(list(text())) })),
  devices: optional(
    list(fields({ hostPath: text(), containerPath: optional(text()), permissions: optional(list(text())) })),
  ),
  initProcessEnabled: optional(flag()),
  sharedMemorySize: optional(count()),
  tmpfs: optional(list(fields({ containerPath: text(), size: count(), mountOptions: optional(list(text())) }))),
  maxSwap: optional(count()),
  swappiness: optional(integer(0, 100)),
});

const running = {
  image: filledText('reference of an image'),
  repositoryCredentials: optional(fields({ credentialsParameter: text() })),
  essential: optional(flag()),
  entryPoint: optional(list(text())),
  command: optional(list(text())),
  workingDirectory: optional(text()),
  user: optional(text()),
  hostname: optional(text()),
  startTimeout: optional(count()),
  stopTimeout: optional(count()),
  interactive: optional(flag()),
  pseudoTerminal: optional(flag()),
  versionConsistency: optional(choice(['enabled', 'disabled'])),
  dependsOn: optional(
    list(fields({ containerName: text(), condition: choice(['START', 'COMPLETE', 'SUCCESS', 'HEALTHY']) })),
  ),
  restartPolicy: optional(
    fields({
      enabled: flag(),
      ignoredExitCodes: optional(list(integer(0, 255))),
      restartAttemptPeriod: optional(count()),
    }),
  ),
  healthCheck: optional(
    fields({
      command: list(text()),
      interval: optional(count()),
      timeout: optional(count()),
      retries: optional(count()),
      startPeriod: optional(count()),
    }),
  ),
};

const settings = {
  environment: optional(
    list(
      fields({
        name: filledText(),
        value: text('text; where a secret is meant (valueFrom), it belongs under secrets'),
      }),
    ),
  ),
  environmentFiles: optional(list(fields({ value: text(), type: choice(['s3']) }))),
  secrets: optional(list(secret())),
  dockerLabels: optional(texts()),
  logConfiguration: optional(logConfiguration),
  firelensConfiguration: optional(fields({ type: choice(['fluentbit', 'fluentd']), options: optional(texts()) })),
};

const resources = {
  cpu: optional(count()),
  memory: optional(count()),
  memoryReservation: optional(count()),
  ulimits: optional(list(fields({ name: text(), softLimit: count(), hardLimit: count() }))),
  resourceRequirements: optional(
    list(
      fields({
        type: choice(['GPU', 'InferenceAccelerator']),
        value: text(),
        sharingStrategy: optional(
          fields({ nvidiaMps: optional(fields({ memory: optional(count()), maxComputePercent: optional(count()) })) }),
        ),
      }),
    ),
  ),
  mountPoints: optional(
    list(fields({ sourceVolume: optional(text()), containerPath: optional(text()), readOnly: optional(flag()) })),
  ),
  volumesFrom: optional(list(fields({ sourceContainer: optional(text()), readOnly: optional(flag()) }))),
};

const network = {
  portMappings: optional(list(portMapping)),
  links: optional(list(text())),
  disableNetworking: optional(flag()),
  dnsServers: optional(list(text())),
  dnsSearchDomains: optional(list(text())),
  extraHosts: optional(list(fields({ hostname: text(), ipAddress: text() }))),
};

const security = {
  privileged: optional(flag()),
  readonlyRootFilesystem: optional(flag()),
  linuxParameters: optional(linuxParameters),
  dockerSecurityOptions: optional(list(text())),
  systemControls: optional(list(fields({ namespace: optional(text()), value: optional(text()) }))),
  credentialSpecs: optional(list(text())),
};

/**
 * A container as RegisterTaskDefinition takes it.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export const containerDefinition = fields({
  name: ecsName('container'),
  ...running,
  ...settings,
  ...resources,
  ...network,
  ...security,
});
