import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { putText } from '../../../../functions/clients/s3.ts';
import { fetchSpec } from '../../../../functions/clients/spec-source/fetch-spec.ts';
import { prepareReplacement } from '../../../../functions/steps/spec/prepare-replacement.ts';
import { resolveServiceSpec } from '../../../../functions/steps/spec/resolve-service-spec.ts';
import { startSandbox } from '../../../../sandbox/index.ts';

type ResolveState = Parameters<ReturnType<typeof resolveServiceSpec>>[0];
type ReplaceState = Parameters<ReturnType<typeof prepareReplacement>>[0];

/** Executions that the steps run in. */
export const execution = {
  id: 'arn:aws:states:us-east-1:111122223333:execution:replace-service:run-1',
  name: 'run-1',
  startedAt: '2026-01-01T00:00:00.000Z',
};

const context = {
  now: '2026-01-01T00:00:00.000Z',
  settings: { SPEC_ALLOWED_ADDRESSES: '' },
  logger: { info: () => undefined, warn: () => undefined },
};

const containerDefinitions = [{ name: 'hello', image: 'example.com/hello:1', memory: 64 }];

/** A sandbox with a bucket of specs, and the steps that read them. */
export const startSpecWorld = async () => {
  const sandbox = await startSandbox({ clock: 'turned', stack: false });
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };
  const options = { endpoint: sandbox.url, region: sandbox.region, credentials, maxAttempts: 1 };
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const ecs = new ECSClient(options);
  sandbox.services.s3.createBucket('specs');
  const clients = { ecs, s3, fetchSpec };
  await ecs.send(new CreateClusterCommand({ clusterName: 'demo' }));
  await ecs.send(new RegisterTaskDefinitionCommand({ family: 'hello', containerDefinitions }));
  const addService = (serviceName: string, desiredCount: number) =>
    ecs.send(new CreateServiceCommand({ cluster: 'demo', serviceName, taskDefinition: 'hello', desiredCount }));
  return {
    sandbox,
    /** @returns its s3:// URL */
    put: (key: string, text: string): Promise<string> => putText(s3, { bucket: 'specs', key, text }),
    /** Adds a service of some count to cluster demo. */
    addService,
    resolve: (request: ResolveState['request'], given: Partial<typeof clients> = {}) =>
      resolveServiceSpec({ ...clients, ...given }, context)({ request, execution }),
    prepare: (request: ReplaceState['request'], trigger: ReplaceState['trigger'] = {}) =>
      prepareReplacement(clients, context)({ request, trigger, execution }),
    close: async (): Promise<void> => {
      s3.destroy();
      ecs.destroy();
      await sandbox.close();
    },
  };
};

export type SpecWorld = Awaited<ReturnType<typeof startSpecWorld>>;
