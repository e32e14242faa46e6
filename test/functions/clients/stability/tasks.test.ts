import { DescribeTasksCommand, ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readAddresses, readStoppedTasks } from '../../../../functions/clients/stability/tasks.ts';

const ecs = new ECSClient({ region: 'us-east-1' });
const mock = mockClient(ecs);
const service = { clusterArn: 'arn:cluster', serviceArn: 'arn:aws:ecs:us-east-1:111122223333:service/prod/shop' };

beforeEach(() => {
  mock.reset();
});

describe('readStoppedTasks', () => {
  it('describes the stopped tasks of the service', async () => {
    mock.on(ListTasksCommand).resolves({ taskArns: ['t1'] });
    mock.on(DescribeTasksCommand).resolves({ tasks: [{ taskArn: 't1' }] });
    expect(await readStoppedTasks(ecs, service)).toEqual([{ taskArn: 't1' }]);
    expect(mock.calls().map(({ args }) => args[0].input)).toEqual([
      { cluster: 'arn:cluster', serviceName: 'shop', desiredStatus: 'STOPPED' },
      { cluster: 'arn:cluster', tasks: ['t1'] },
    ]);
  });

  it('finds those of this deployment behind a hundred of former ones', async () => {
    mock
      .on(ListTasksCommand)
      .resolvesOnce({ taskArns: ['t1'], nextToken: 'more' })
      .resolves({ taskArns: ['t2'] });
    mock.on(DescribeTasksCommand).callsFake(({ tasks }) => ({ tasks: tasks.map((taskArn: string) => ({ taskArn })) }));
    expect(await readStoppedTasks(ecs, service)).toEqual([{ taskArn: 't1' }, { taskArn: 't2' }]);
  });

  it.each([{}, { taskArns: [] }])('describes nothing where none has stopped: %j', async (answer) => {
    mock.on(ListTasksCommand).resolves(answer);
    expect(await readStoppedTasks(ecs, service)).toEqual([]);
    expect(mock.calls()).toHaveLength(1);
  });

  it('takes tasks that ECS has forgotten meanwhile', async () => {
    mock.on(ListTasksCommand).resolves({ taskArns: ['t1'] });
    mock.on(DescribeTasksCommand).resolves({ failures: [{ reason: 'MISSING' }] });
    expect(await readStoppedTasks(ecs, service)).toEqual([]);
  });
});

describe('readAddresses', () => {
  it('finds the addresses of running tasks in their network interfaces', async () => {
    mock.on(ListTasksCommand).resolves({ taskArns: ['t1', 't2'] });
    const details = [
      { name: 'subnetId', value: 'subnet-1' },
      { name: 'privateIPv4Address', value: '10.0.0.1' },
      { name: 'privateIPv6Address', value: '2001:db8::1' },
    ];
    mock.on(DescribeTasksCommand).resolves({ tasks: [{ attachments: [{ details }, {}] }, {}] });
    expect(await readAddresses(ecs, service)).toEqual(['10.0.0.1', '2001:db8::1']);
    expect(mock.commandCalls(ListTasksCommand)[0]?.args[0].input).toMatchObject({ desiredStatus: 'RUNNING' });
  });
});
