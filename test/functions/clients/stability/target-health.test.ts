import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  TargetGroupNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readTargetHealth } from '../../../../functions/clients/stability/target-health.ts';

const elb = new ElasticLoadBalancingV2Client({ region: 'us-east-1' });
const mock = mockClient(elb);

beforeEach(() => {
  mock.reset();
});

describe('readTargetHealth', () => {
  it('reads the targets of every target group, and what is absent as nothing', async () => {
    const TargetHealth = { State: 'unhealthy', Reason: 'Target.Timeout', Description: 'Request timed out' } as const;
    mock
      .on(DescribeTargetHealthCommand, { TargetGroupArn: 'a' })
      .resolves({ TargetHealthDescriptions: [{ Target: { Id: '10.0.0.1', Port: 80 }, TargetHealth }] })
      .on(DescribeTargetHealthCommand, { TargetGroupArn: 'b' })
      .resolves({ TargetHealthDescriptions: [{}] });
    expect(await readTargetHealth(elb, ['a', 'b'])).toEqual([
      {
        targetGroupArn: 'a',
        id: '10.0.0.1',
        port: 80,
        state: 'unhealthy',
        reason: 'Target.Timeout',
        description: 'Request timed out',
      },
      { targetGroupArn: 'b', id: '', port: null, state: 'initial', reason: null, description: null },
    ]);
  });

  it('asks nothing where there is no target group', async () => {
    expect(await readTargetHealth(elb, [])).toEqual([]);
    expect(mock.calls()).toHaveLength(0);
  });

  it('finds no targets in a target group that is gone', async () => {
    mock.on(DescribeTargetHealthCommand).rejects(new TargetGroupNotFoundException({ message: 'no', $metadata: {} }));
    expect(await readTargetHealth(elb, ['a'])).toEqual([]);
  });

  it('passes on other errors', async () => {
    mock.on(DescribeTargetHealthCommand).rejects(Object.assign(new Error('no'), { name: 'Throttling' }));
    await expect(readTargetHealth(elb, ['a'])).rejects.toThrow('no');
  });
});
