import { ECS } from '@aws-sdk/client-ecs';
import { SNS } from '@aws-sdk/client-sns';
import { SSM } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';

const id = 'i-0123456789abcdef0';

let sandbox: Sandbox;
let ecs: ECS;
let ssm: SSM;
let sns: SNS;
beforeAll(async () => {
  sandbox = await startSandbox({ stack: false, clock: 'turned', region: 'us-east-1' });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const config = { endpoint: sandbox.url, region: 'us-east-1', credentials };
  [ecs, ssm, sns] = [new ECS(config), new SSM(config), new SNS(config)];
  await ecs.createCluster({ clusterName: 'prod' });
  sandbox.services.ecs.registerInstance({ clusterName: 'prod', launchType: 'EC2', ec2InstanceId: id });
});
afterAll(async () => {
  for (const client of [ecs, ssm, sns]) client.destroy();
  await sandbox.close();
});

const isConnected = async () => {
  const { containerInstanceArns: containerInstances = [] } = await ecs.listContainerInstances({ cluster: 'prod' });
  return (await ecs.describeContainerInstances({ cluster: 'prod', containerInstances })).containerInstances?.[0]
    ?.agentConnected;
};
const restart = (instanceId: string) =>
  ssm.sendCommand({
    DocumentName: 'AWS-RunShellScript',
    InstanceIds: [instanceId],
    Parameters: { commands: ['systemctl restart ecs'] },
  });

describe('the services of a sandbox', () => {
  it('connect an agent that a command has restarted', async () => {
    sandbox.services.ecs.setAgentConnected(id, false);
    await restart(id);
    expect(await isConnected()).toBe(false);
    await sandbox.clock.sleep(10_000);
    expect(await isConnected()).toBe(true);
  });

  it('let commands run on machines that are no container instances', async () => {
    const other = sandbox.services.ec2.addInstance({ id: 'i-00000000000000001' });
    const { Command } = await restart(other.id);
    await sandbox.clock.sleep(10_000);
    const asked = { CommandId: Command?.CommandId ?? '', InstanceId: other.id };
    expect(await ssm.getCommandInvocation(asked)).toMatchObject({ Status: 'Success' });
  });

  it('hand messages of a topic to a queue, and those that nobody takes to a dead-letter queue', async () => {
    const { sqs } = sandbox.services;
    const [queue, deadLetters] = [sqs.createQueue('alerts'), sqs.createQueue('dead-letters')];
    const { TopicArn = '' } = await sns.createTopic({ Name: 'alerts' });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadLetters.arn });
    const Attributes = { RawMessageDelivery: 'true', RedrivePolicy };
    const Endpoint = queue.arn.replace('alerts', 'ghost');
    await sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn, Attributes });
    await sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint, Attributes });
    await sns.publish({ TopicArn, Message: 'hello' });
    await sandbox.services.sns.settled();
    expect(sqs.messages(queue.arn)).toMatchObject([{ body: 'hello' }]);
    expect(sqs.messages(deadLetters.arn)).toMatchObject([{ body: 'hello' }]);
  });
});
