import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../../../../sandbox/index.ts';
import { definitionOf, fargate, fargateNetwork } from '../support.ts';

const machine = 'i-0123456789abcdef0';

let sandbox: Sandbox;
let read = 0;
beforeAll(async () => {
  sandbox = await startSandbox({ stack: false, clock: 'turned', region: 'us-east-1' });
  const { ecs, eventBridge, sns } = sandbox.services;
  const topicArn = sns.createTopic('told');
  for (const [name, pattern] of Object.entries({
    disconnects: {
      'detail-type': ['ECS Container Instance State Change'],
      detail: { agentConnected: [false], status: ['ACTIVE'] },
    },
    failures: { 'detail-type': ['ECS Service Action'], detail: { eventType: ['ERROR'] } },
  })) {
    eventBridge.putRule({
      Name: name,
      EventPattern: JSON.stringify({ source: ['aws.ecs'], ...pattern }),
      Targets: [{ Id: 'topic', Arn: topicArn }],
    });
  }
  ecs.operations.CreateCluster({ clusterName: 'demo' });
  ecs.registerInstance({ clusterName: 'demo', launchType: 'EC2', ec2InstanceId: machine });
}, 60_000);
beforeEach(() => {
  read = sandbox.services.sns.mailbox().length;
});
afterAll(() => sandbox.close());

/** The events that the rules let through since the test began. */
const told = async () => {
  await sandbox.services.eventBridge.settled();
  const mails = sandbox.services.sns.mailbox().slice(read);
  return mails.map(({ message }) => JSON.parse(message) as { detail: Record<string, unknown>; resources: string[] });
};

it('reaches rules for agents that disconnect, and for no other change of an instance', async () => {
  const { ecs } = sandbox.services;
  ecs.setAgentConnected(machine, false);
  ecs.setAgentConnected(machine, true);
  ecs.operations.DeregisterContainerInstance({ cluster: 'demo', containerInstance: ecs.instance(machine).id });
  const { containerInstanceArn } = ecs.instance(machine).instance;
  expect(await told()).toMatchObject([
    {
      source: 'aws.ecs',
      resources: [containerInstanceArn],
      detail: { containerInstanceArn, ec2InstanceId: machine, agentConnected: false, status: 'ACTIVE', version: 4 },
    },
  ]);
});

it('reaches rules for services whose roles ECS may not assume', async () => {
  const { ecs, iam } = sandbox.services;
  const trustPolicy = {
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  iam.addRole({ name: 'instance', trustPolicy });
  sandbox.services.ec2.addNetwork({
    vpcId: 'vpc-0123456789abcdef0',
    subnets: [{ id: 'subnet-0123456789abcdef0', availabilityZone: 'us-east-1a' }],
    securityGroups: ['sg-0123456789abcdef0'],
  });
  const taskRoleArn = 'arn:aws:iam::000000000000:role/instance';
  const roles = { executionRoleArn: taskRoleArn, taskRoleArn };
  ecs.operations.RegisterTaskDefinition(definitionOf('app', 'sandbox/runs:v1', { ...fargate, ...roles }));
  ecs.operations.CreateService({
    ...{ cluster: 'demo', serviceName: 'web', taskDefinition: 'app', desiredCount: 1, launchType: 'FARGATE' },
    networkConfiguration: fargateNetwork,
  });
  await sandbox.clock.sleep(10_000);
  expect(await told()).toMatchObject([
    {
      detail: {
        eventName: 'SERVICE_TASK_CONFIGURATION_FAILURE',
        reason: expect.stringContaining(`unable to assume the role '${taskRoleArn}'`),
      },
    },
  ]);
});
