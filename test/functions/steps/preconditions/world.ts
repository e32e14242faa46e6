import { randomUUID } from 'node:crypto';
import * as builders from '../../../../functions/clients/index.ts';
import { byRegion } from '../../../../functions/clients/preconditions/by-region.ts';
import type { ServiceRunRequest } from '../../../../functions/domain/service/run-state.ts';
import type { ServiceSpec } from '../../../../functions/domain/service/spec-schema/index.ts';
import { checkDeployPreconditions } from '../../../../functions/steps/preconditions/check-deploy-preconditions.ts';
import { type Sandbox, startSandbox } from '../../../../sandbox/index.ts';
import { networkSpec, resolve, seedText } from '../../domain/service/support/documents.ts';

const account = '000000000000';
const execution = {
  id: `arn:aws:states:us-east-1:${account}:execution:ecs-runbooks-test-deploy-service:run-1`,
  name: 'run-1',
  startedAt: '2026-01-01T00:00:00.000Z',
};
const vpcId = 'vpc-0123456789abcdef0';
const trustPolicy = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

const specOf = (document: unknown): ServiceSpec => {
  const { spec } = resolve(document);
  if (!spec) throw new Error('the spec is not valid');
  return spec;
};

const lastOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** Puts a spec's network, cluster, roles, logs and load balancers into a sandbox; its secrets are the test's own. */
const furnish = ({ services }: Sandbox, spec: ServiceSpec, securityGroups: string[]): void => {
  const { service, taskDefinition } = spec.aws.ecs;
  const network = service?.networkConfiguration?.awsvpcConfiguration;
  const subnets = network?.subnets ?? ['subnet-00000001', 'subnet-00000002'];
  services.ec2.addNetwork({
    vpcId,
    subnets: subnets.map((id, index) => ({ id, availabilityZone: `us-east-1${'abcdefgh'.charAt(index)}` })),
    securityGroups: [...securityGroups, ...(network?.securityGroups ?? [])],
  });
  services.ecs.operations.CreateCluster({ clusterName: service?.cluster ?? '' });
  for (const arn of [taskDefinition?.executionRoleArn, taskDefinition?.taskRoleArn]) {
    if (arn) services.iam.addRole({ name: lastOf(arn), trustPolicy });
  }
  for (const { name, type } of spec.aws.elb?.loadBalancers ?? []) {
    const Subnets = subnets.slice(0, 2);
    const LoadBalancerArn = services.elb.addLoadBalancer(
      type === 'network'
        ? { Name: name, Type: type, Subnets }
        : { Name: name, Subnets, SecurityGroups: securityGroups },
    );
    if (type === 'application') listenOn(services, LoadBalancerArn);
  }
};

const listenOn = ({ elb }: Sandbox['services'], LoadBalancerArn: string): void => {
  elb.operations.CreateListener({
    LoadBalancerArn,
    Protocol: 'HTTPS',
    Port: 443,
    Certificates: [{ CertificateArn: `arn:aws:acm:us-east-1:${account}:certificate/${randomUUID()}` }],
    DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
  });
};

/**
 * A sandbox with clients of it, and the step as the machine calls it.
 *
 * @param tuning.maxAttempts how often the SDK itself tries
 */
export const startWorld = async (tuning: { maxAttempts?: number } = {}) => {
  const sandbox = await startSandbox({ clock: 'turned', stack: false, region: 'us-east-1' });
  const options = { ...tuning, endpoint: sandbox.url, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const built: { destroy(): void }[] = [];
  const kept =
    <Client extends { destroy(): void }>(build: (given: builders.ClientOptions) => Client) =>
    (given: builders.ClientOptions = {}) => {
      const client = build({ region: 'us-east-1', ...options, ...given });
      built.push(client);
      return client;
    };
  const secretsManager = kept(builders.secretsManager);
  const ssm = kept(builders.ssm);
  const clients = {
    ec2: kept(builders.ec2)(),
    ecs: kept(builders.ecs)(),
    elb: kept(builders.elb)(),
    iam: kept(builders.iam)(),
    logs: byRegion(kept(builders.logs))(),
    secretsManager: byRegion(secretsManager)(),
    ssm: byRegion(ssm)(),
  };
  const logger = { info: () => undefined, warn: () => undefined };
  const context = { now: execution.startedAt, settings: { RUNBOOKS_SERVICE: 'ecs-runbooks-test' }, logger };
  return {
    sandbox,
    clients,
    furnish: (spec: ServiceSpec, securityGroups: string[]) => furnish(sandbox, spec, securityGroups),
    check: (spec: ServiceSpec, request: Partial<ServiceRunRequest> = {}, taskDefinition: string | null = null) => {
      const service = spec.aws.ecs.service;
      const resolved = {
        spec,
        environment: 'prestaging',
        cluster: service?.cluster ?? '',
        service: service?.name ?? '',
        specHash: '',
        forceNewDeployment: false,
        taskDefinition,
        findings: [],
        missingVariables: [],
      };
      const whole = { environment: 'prestaging', dryRun: false, pollSeconds: 10, timeoutMinutes: 15 } as const;
      const state = { request: { ...whole, onFailure: 'rollback' as const, ...request }, resolved, execution };
      return checkDeployPreconditions(clients, context)(state);
    },
    close: async () => {
      for (const client of built) client.destroy();
      await sandbox.close();
    },
  };
};

export type World = Awaited<ReturnType<typeof startWorld>>;

/** The seed's spec in the sandbox's account, its secrets by the ARNs that the sandbox gave them. */
export const seedSpec = (secrets: { app: string; shared: string }): ServiceSpec =>
  specOf(
    JSON.parse(
      seedText
        .replaceAll(
          'arn:aws:secretsmanager:us-east-1:111122223333:secret:/example/prestaging/secrets-PDM7uK',
          secrets.app,
        )
        .replaceAll(
          'arn:aws:secretsmanager:us-east-1:111122223333:secret:shared/all/infra/non-production_deployment-5T6M2f',
          secrets.shared,
        )
        .replaceAll('111122223333', account),
    ),
  );

/** A spec for container instances behind a network load balancer. */
export const networkLoadBalancerSpec = (): ServiceSpec => specOf(networkSpec());

/** A changed copy. */
export const changedSpec = (spec: ServiceSpec, change: (copy: ServiceSpec) => void): ServiceSpec => {
  const copy = structuredClone(spec);
  change(copy);
  return copy;
};
