import { describe, expect, it } from '@jest/globals';
import { readDisconnectEvent } from '../../../../functions/domain/agent/disconnect-event.ts';

const id = '0f3d2c1b4a5968778695a4b3c2d1e0ff';
const clusterArn = 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod';
const message = {
  id: '4b1d8d4f-6f0c-4b0e-9d8a-0a1b2c3d4e5f',
  time: '2026-11-21T05:50:07Z',
  clusterArn,
  containerInstanceArn: `arn:aws:ecs:eu-west-1:111122223333:container-instance/prod/${id}`,
  version: 12,
};

const wholeEvent = {
  version: '0',
  id: message.id,
  'detail-type': 'ECS Container Instance State Change',
  source: 'aws.ecs',
  account: '111122223333',
  time: message.time,
  region: 'eu-west-1',
  resources: [message.containerInstanceArn],
  detail: {
    clusterArn,
    containerInstanceArn: message.containerInstanceArn,
    ec2InstanceId: 'i-0123456789abcdef0',
    agentConnected: false,
    status: 'ACTIVE',
    version: 12,
  },
};

const read = (value: unknown) => readDisconnectEvent(typeof value === 'string' ? value : JSON.stringify(value));
const event = { clusterArn, instance: id, version: 12, at: '2026-11-21T05:50:07.000Z', agentConnected: false };

describe('readDisconnectEvent', () => {
  it('reads what the rule makes of an event', () => {
    expect(read(message)).toEqual({ event });
  });

  it('reads a whole event, as a dead-letter queue keeps it', () => {
    expect(read(wholeEvent)).toEqual({ event });
    const connected = { ...wholeEvent, detail: { ...wholeEvent.detail, agentConnected: true } };
    expect(read(connected)).toEqual({ event: { ...event, agentConnected: true } });
  });

  it.each([
    'arn:aws:ecs:eu-west-1:111122223333:container-instance/0f3d2c1b-4a59-6877-8695-a4b3c2d1e0ff',
    'arn:aws-us-gov:ecs:us-gov-west-1:111122223333:container-instance/prod/0f3d2c1b4a5968778695a4b3c2d1e0ff',
  ])('takes the ARN %s', (containerInstanceArn) => {
    expect(read({ ...message, containerInstanceArn })).toHaveProperty('event');
  });

  it.each([
    ['', 'message: expected a JSON object'],
    ['{"time":', 'message: expected a JSON object'],
    ['null', 'message: expected a JSON object'],
    ['[]', 'message: expected a JSON object'],
    ['"text"', 'message: expected a JSON object'],
  ])('says of %j: %s', (body, problem) => {
    expect(read(body)).toEqual({ problem });
  });

  it.each([
    [{ time: 'yesterday' }, 'time: expected a time such as 2026-11-21T05:50:07Z'],
    [{ time: '2026-11-21T05:50:07+05' }, 'time: expected a time such as 2026-11-21T05:50:07Z'],
    [{ time: '2026-11-21T05:50:07 +0530' }, 'time: expected a time such as 2026-11-21T05:50:07Z'],
    [{ time: '0000-01-01T00:00:00+01:00' }, 'time: expected a time such as 2026-11-21T05:50:07Z'],
    [{ time: '9999-12-31T23:59:59-23:59' }, 'time: expected a time such as 2026-11-21T05:50:07Z'],
    [{ time: 1_795_240_207 }, 'time: expected a time such as 2026-11-21T05:50:07Z'],
    [{ version: '12' }, 'version: expected a whole number, 0 or more'],
    [{ version: -1 }, 'version: expected a whole number, 0 or more'],
    [{ version: 1.5 }, 'version: expected a whole number, 0 or more'],
    [{ clusterArn: 'prod' }, 'clusterArn: expected the ARN of a cluster'],
    [{ clusterArn: undefined }, 'clusterArn: is missing'],
    [{ containerInstanceArn: clusterArn }, 'containerInstanceArn: expected the ARN of a container instance'],
    [{ agentConnected: 'no' }, 'agentConnected: expected true or false'],
  ])('names the bad field of %j', (change, problem) => {
    expect(read({ ...message, ...change })).toEqual({ problem });
  });

  it('names every bad field at once and none of the values', () => {
    const problem = read({ time: 'secret', clusterArn: 'secret', containerInstanceArn: 7 });
    expect(problem).toEqual({
      problem:
        'time: expected a time such as 2026-11-21T05:50:07Z; clusterArn: expected the ARN of a cluster; ' +
        'containerInstanceArn: expected the ARN of a container instance; version: is missing',
    });
  });

  it.each([
    [{ 'detail-type': 'ECS Task State Change' }, 'detail-type: expected ECS Container Instance State Change'],
    [{ detail: 'x' }, 'detail: expected an object'],
    [{ detail: { ...wholeEvent.detail, version: null } }, 'detail.version: expected a whole number, 0 or more'],
  ])('names what is wrong with another event: %j', (change, problem) => {
    expect(read({ ...wholeEvent, ...change })).toEqual({ problem });
  });
});
