import { describe, expect, it } from '@jest/globals';
import { snsService } from '../../../sandbox/services/sns.ts';
import { deployTemplate } from '../../../sandbox/stack/deploy.ts';
import { topicDeployers } from '../../../sandbox/stack/topic-resources.ts';
import { turnedClock } from '../../../sandbox/turned-clock.ts';
import { createWorld } from '../endpoint/started.ts';

const account = { accountId: '000000000000', region: 'us-east-1', stackName: 'stack' };

/** Deploys resources into an SNS of their own. */
const deploy = async (Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>) => {
  const sns = snsService(createWorld(turnedClock()));
  const deployed = await deployTemplate({ Resources }, account, topicDeployers({ sns }, account));
  return { sns, deployed };
};

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:dead-letters';
const mail = { Protocol: 'email', Endpoint: 'ops@example.com' };

describe('topics of the stack', () => {
  it('are made with their attributes and subscriptions', async () => {
    const { sns, deployed } = await deploy({
      Alerts: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: 'alias/a', Subscription: [mail] } },
    });
    const arn = 'arn:aws:sns:us-east-1:000000000000:stack-Alerts';
    expect(deployed.get('Alerts')).toEqual({ ref: arn, attributes: { TopicArn: arn, TopicName: 'stack-Alerts' } });
    expect(() => sns.createTopic('stack-Alerts', { KmsMasterKeyId: 'alias/b' })).toThrow('different attributes');
    await sns.publish(arn, 'hello');
    expect(sns.mailbox().at(-1)).toMatchObject({ to: 'ops@example.com', message: 'hello' });
  });

  it('are subscribed to with policies, which are objects in a template', async () => {
    const RedrivePolicy = { deadLetterTargetArn: queueArn };
    const { deployed } = await deploy({
      Subscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn: { Ref: 'Alerts' }, ...mail, RedrivePolicy, Region: 'us-east-1' },
      },
      Alerts: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alerts', DisplayName: 'Alerts' } },
    });
    expect(deployed.get('Subscription')?.ref).toMatch(/^arn:aws:sns:us-east-1:000000000000:alerts:/);
  });

  it.each([
    [{ Protocol: 'https', Endpoint: 'https://example.com/' }, 'to this machine only'],
    [{ ...mail, FilterPolicy: { kind: ['alert'] } }, 'no subscriptions with FilterPolicy'],
    [{ ...mail, RedrivePolicy: { deadLetterTargetArn: 'queue' } }, 'is an invalid arn'],
  ])('refuse what the sandbox cannot do: %j', async (properties, message) => {
    const Properties = { TopicArn: { Ref: 'Alerts' }, ...properties };
    const Subscription = { Type: 'AWS::SNS::Subscription', Properties };
    await expect(deploy({ Alerts: { Type: 'AWS::SNS::Topic' }, Subscription })).rejects.toThrow(message);
  });
});
