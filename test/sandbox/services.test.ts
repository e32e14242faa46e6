import {
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateTargetGroupCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { sample } from '../../sandbox/sample/index.ts';

let sandbox: Sandbox;
let ecs: ECSClient;
let elb: ElasticLoadBalancingV2Client;

beforeAll(async () => {
  sandbox = await startSandbox({ clock: 'turned' });
  const config = {
    endpoint: sandbox.url,
    region: sandbox.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  ecs = new ECSClient(config);
  elb = new ElasticLoadBalancingV2Client(config);
}, 600_000);

afterAll(async () => {
  ecs.destroy();
  elb.destroy();
  await sandbox.close();
});

/** A target group behind the sample's application load balancer. */
const createTargetGroup = async (): Promise<string> => {
  const { TargetGroups } = await elb.send(
    new CreateTargetGroupCommand({ Name: 'api', Protocol: 'HTTP', Port: 80, VpcId: sample.vpcId, TargetType: 'ip' }),
  );
  const { LoadBalancers } = await elb.send(new DescribeLoadBalancersCommand({ Names: ['demo-application'] }));
  const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? '';
  await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 8080,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  );
  return TargetGroupArn;
};

describe('the services of a sandbox', () => {
  it('register the tasks of an ECS service with its target group', async () => {
    const targetGroupArn = await createTargetGroup();
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'api',
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        cpu: '256',
        memory: '512',
        containerDefinitions: [{ name: 'api', image: 'sandbox/runs', portMappings: [{ containerPort: 80 }] }],
      }),
    );
    await ecs.send(
      new CreateServiceCommand({
        cluster: 'demo',
        serviceName: 'api',
        taskDefinition: 'api',
        desiredCount: 2,
        launchType: 'FARGATE',
        networkConfiguration: { awsvpcConfiguration: { subnets: [...sample.subnets] } },
        loadBalancers: [{ targetGroupArn, containerName: 'api', containerPort: 80 }],
      }),
    );
    await sandbox.clock.sleep(300_000);
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster: 'demo', services: ['api'] }));
    expect(services?.[0]).toMatchObject({ runningCount: 2, deployments: [{ rolloutState: 'COMPLETED' }] });
    const health = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }));
    expect(health.TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth?.State)).toEqual([
      'healthy',
      'healthy',
    ]);
    await ecs.send(new DeleteServiceCommand({ cluster: 'demo', service: 'api', force: true }));
  });
});
