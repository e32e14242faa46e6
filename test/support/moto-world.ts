import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { EC2 } from '@aws-sdk/client-ec2';
import { ECS } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SNS } from '@aws-sdk/client-sns';
import { resolveServiceSpec } from '../../functions/domain/service/resolve-spec.ts';
import type { ServiceSpec } from '../../functions/domain/service/spec-schema/index.ts';

/** The variables by which a function's clients are led to moto; that of Step Functions stays where the machines run. */
export const motoEndpoints = (url: string): Record<string, string> =>
  Object.fromEntries(
    [
      'APPLICATION_AUTO_SCALING',
      'CLOUDWATCH_LOGS',
      'EC2',
      'ECS',
      'ELASTIC_LOAD_BALANCING_V2',
      'IAM',
      'S3',
      'SECRETS_MANAGER',
      'SNS',
      'SSM',
    ].map((service) => [`AWS_ENDPOINT_URL_${service}`, url]),
  );

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

const unique = (found: readonly (string | undefined)[]): string[] => [...new Set(found.flatMap((each) => each ?? []))];

type Named = Map<string, string>;

/** Of moto's own ids for what specs name by id. */
const makeNetwork = async (ec2: EC2, specs: ServiceSpec[]): Promise<Named> => {
  const { Vpc } = await ec2.createVpc({ CidrBlock: '10.0.0.0/16' });
  const networks = specs.flatMap(({ aws }) => aws.ecs.service?.networkConfiguration?.awsvpcConfiguration ?? []);
  const named: Named = new Map();
  for (const [index, id] of unique(networks.flatMap(({ subnets }) => subnets)).entries()) {
    const { Subnet } = await ec2.createSubnet({
      VpcId: Vpc?.VpcId,
      CidrBlock: `10.0.${index}.0/24`,
      AvailabilityZone: `us-east-1${'abcdef'.charAt(index % 6)}`,
    });
    named.set(id, Subnet?.SubnetId ?? '');
  }
  const groups = [
    ...networks.flatMap(({ securityGroups }) => securityGroups ?? []),
    ...specs.flatMap(({ aws }) => aws.elb?.loadBalancers.flatMap(({ securityGroups }) => securityGroups ?? []) ?? []),
  ];
  for (const id of unique(groups)) {
    const made = await ec2.createSecurityGroup({ VpcId: Vpc?.VpcId, GroupName: `of ${id}`, Description: 'of a spec' });
    named.set(id, made.GroupId ?? '');
  }
  return named;
};

const makeSecrets = async (secretsManager: SecretsManager, text: string): Promise<Named> => {
  const named: Named = new Map();
  for (const arn of unique(text.match(/arn:aws:secretsmanager:[^":]+:\d+:secret:[^":]+/g) ?? [])) {
    const Name = arn.slice(arn.indexOf(':secret:') + ':secret:'.length, -'-a1B2c3'.length);
    const { ARN = '' } = await secretsManager.createSecret({ Name, SecretString: '{}' });
    named.set(arn, ARN);
  }
  return named;
};

/** Moto looks neither at the certificate nor at the key. */
const makeCertificate = async (iam: IAM): Promise<string | undefined> => {
  const made = await iam.uploadServerCertificate({
    ServerCertificateName: 'seed',
    CertificateBody: 'not looked at',
    PrivateKey: 'not looked at',
  });
  return made.ServerCertificateMetadata?.Arn;
};

const makeLoadBalancers = async (config: object, specs: ServiceSpec[], named: Named): Promise<void> => {
  const [elb, CertificateArn] = [new ElasticLoadBalancingV2(config), await makeCertificate(new IAM(config))];
  const subnets = [...named].flatMap(([id, made]) => (id.startsWith('subnet-') ? [made] : [])).slice(0, 2);
  for (const { name, type, listeners, securityGroups } of specs.flatMap(({ aws }) => aws.elb?.loadBalancers ?? [])) {
    const { LoadBalancers } = await elb.createLoadBalancer({
      Name: name,
      Type: type,
      Subnets: subnets,
      SecurityGroups: securityGroups?.map((id) => named.get(id) ?? id),
    });
    for (const { port } of type === 'application' ? listeners : []) {
      await elb.createListener({
        LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn,
        Protocol: 'HTTPS',
        Port: port,
        Certificates: [{ CertificateArn }],
        DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
      });
    }
  }
};

const makeRest = async (config: object, specs: ServiceSpec[]): Promise<void> => {
  const [ecs, iam, logs] = [new ECS(config), new IAM(config), new CloudWatchLogs(config)];
  const definitions = specs.flatMap(({ aws }) => aws.ecs.taskDefinition ?? []);
  for (const clusterName of unique(specs.map(({ aws }) => aws.ecs.service?.cluster))) {
    await ecs.createCluster({ clusterName });
  }
  for (const arn of unique(definitions.flatMap((each) => [each.executionRoleArn, each.taskRoleArn]))) {
    await iam.createRole({ RoleName: arn.slice(arn.indexOf('/') + 1), AssumeRolePolicyDocument: trust });
  }
  const options = definitions.flatMap(({ containerDefinitions }) =>
    containerDefinitions.map(({ logConfiguration }) => logConfiguration?.options?.['awslogs-group']),
  );
  for (const logGroupName of unique(options)) await logs.createLogGroup({ logGroupName });
};

/** What of the stack the steps themselves need. */
const makeStack = async (config: object): Promise<void> => {
  await new S3({ ...config, forcePathStyle: true }).createBucket({
    Bucket: 'ecs-runbooks-sandbox-reports-111122223333-us-east-1',
  });
  await new SNS(config).createTopic({ Name: 'ecs-runbooks-sandbox-results' });
};

/**
 * Makes in moto what a spec expects to find.
 *
 * @returns the spec's text with moto's own ids for networks and secrets, which moto lets nobody choose
 */
export const makeMotoWorld = async (config: object, text: string, environments: string[]): Promise<string> => {
  const specs = environments.flatMap((environment) => resolveServiceSpec(text, { environment }).spec ?? []);
  const named = await makeNetwork(new EC2(config), specs);
  for (const [arn, made] of await makeSecrets(new SecretsManager(config), text)) named.set(arn, made);
  await makeLoadBalancers(config, specs, named);
  await makeRest(config, specs);
  await makeStack(config);
  return [...named].reduce((filled, [id, made]) => filled.replaceAll(id, made), text);
};
