import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { external, machine, startControlled } from './controlled.ts';

let controlled: Awaited<ReturnType<typeof startControlled>>;
beforeAll(async () => {
  controlled = await startControlled();
});
afterAll(() => controlled.sandbox.close());

const running = { state: 'running', ping: 'Online' };

describe('/_sandbox/agents', () => {
  it('lists the agents with the machines below them', async () => {
    expect(await controlled.get('agents')).toEqual({
      status: 200,
      body: {
        agents: [
          {
            ...{ instance: machine, cluster: 'demo', status: 'ACTIVE', agentConnected: true, version: 3 },
            containerInstanceArn: expect.stringContaining(':container-instance/demo/'),
            machine: { kind: 'EC2', ...running },
          },
          {
            ...{ instance: external, cluster: 'demo', status: 'ACTIVE', agentConnected: true, version: 3 },
            containerInstanceArn: expect.stringContaining(':container-instance/demo/'),
            machine: { kind: 'EXTERNAL', ...running },
          },
        ],
      },
    });
  });

  it('turns an agent off and on, by machine or by container instance', async () => {
    const off = await controlled.post('agents', { instance: machine, connected: false });
    expect(off).toMatchObject({
      status: 200,
      body: { agent: { instance: machine, agentConnected: false }, isChange: true },
    });
    const again = await controlled.post('agents', { instance: machine, connected: false });
    expect(again).toMatchObject({ status: 200, body: { isChange: false } });
    expect(controlled.isConnected(machine)).toBe(false);
    const { id } = controlled.sandbox.services.ecs.instance(machine);
    const on = await controlled.post('agents', { instance: id, connected: true });
    expect(on).toMatchObject({ status: 200, body: { agent: { instance: machine, agentConnected: true } } });
    expect(controlled.isConnected(machine)).toBe(true);
  });

  it('leaves the agent off of a machine that does not run', async () => {
    await controlled.post('instances', { instance: machine, state: 'stopped' });
    expect(await controlled.post('agents', { instance: machine, connected: true })).toEqual({
      status: 409,
      body: {
        message: 'the agent is not usable',
        problems: [`instance: instance ${machine} is stopped: its agent connects once it is running`],
      },
    });
    await controlled.post('instances', { instance: machine, state: 'running' });
    expect(controlled.isConnected(machine)).toBe(true);
  });

  it('says which instances there are', async () => {
    expect(await controlled.post('agents', { instance: 'i-0', connected: false })).toEqual({
      status: 404,
      body: {
        message: 'the agent is not usable',
        problems: [`instance: no container instance i-0 in the sandbox; it has ${machine}, ${external}`],
      },
    });
  });

  it.each([
    [{}, ['instance: ', 'connected: ']],
    [
      { instance: '', connected: 'no', extra: 1 },
      ['instance: must not be empty', 'connected: must be true or false', 'extra: '],
    ],
    [7, ['agent: must be an object with instance and connected']],
  ])('refuses %j and names every bad field', async (given, problems) => {
    const { status, body } = await controlled.post('agents', given);
    expect(status).toBe(400);
    expect(body).toEqual({
      message: 'the agent is not usable',
      problems: problems.map((problem) => expect.stringMatching(new RegExp(`^${problem}`))),
    });
  });
});
