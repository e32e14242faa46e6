import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { external, machine, startControlled } from './controlled.ts';

let controlled: Awaited<ReturnType<typeof startControlled>>;
beforeAll(async () => {
  controlled = await startControlled();
});
afterAll(() => controlled.sandbox.close());

const change = (body: unknown) => controlled.post('instances', body);

describe('/_sandbox/instances', () => {
  it('stops and starts a machine, whose agent follows', async () => {
    expect(await change({ instance: machine, state: 'stopped' })).toMatchObject({
      status: 200,
      body: { id: machine, kind: 'EC2', state: 'stopped', ping: null },
    });
    expect(controlled.isConnected(machine)).toBe(false);
    await change({ instance: machine, state: 'running' });
    expect(controlled.isConnected(machine)).toBe(true);
  });

  it('says what Systems Manager hears of a machine; its agent stays as it is', async () => {
    const { body } = await change({ instance: external, ping: 'ConnectionLost' });
    expect(body).toMatchObject({ id: external, state: 'running', ping: 'ConnectionLost' });
    expect(controlled.isConnected(external)).toBe(true);
    expect(await controlled.get('instances')).toMatchObject({
      body: { instances: [{ id: machine }, { id: external, ping: 'ConnectionLost' }] },
    });
  });

  it('neither stops external machines nor starts terminated ones', async () => {
    expect(await change({ instance: external, state: 'stopped' })).toMatchObject({
      status: 409,
      body: { problems: [expect.stringContaining(`${external} is external`)] },
    });
    await change({ instance: machine, state: 'terminated' });
    expect(await change({ instance: machine, state: 'running' })).toMatchObject({
      status: 409,
      body: { problems: [`state: ${machine} is terminated, which is for good`] },
    });
  });

  it('says which machines there are', async () => {
    expect(await change({ instance: 'i-0', state: 'stopped' })).toMatchObject({
      status: 404,
      body: { problems: [`instance: there is no instance i-0 in the sandbox; it has ${machine}, ${external}`] },
    });
  });

  it.each([
    [{}, ['instance: ']],
    [{ instance: machine }, ['instance: needs a state, a ping or both']],
    [
      { instance: 'demo', state: 'off', ping: 'Lost', extra: 1 },
      [
        'instance: must be i-… or mi-…',
        'state: must be one of running, stopped, terminated',
        'ping: must be one of Online, ConnectionLost, Inactive',
        'extra: ',
      ],
    ],
    ['stopped', ['instance: must be an object with instance and a state, a ping or both']],
  ])('refuses %j and names every bad field', async (given, problems) => {
    const { status, body } = await change(given);
    expect(status).toBe(400);
    expect(body).toEqual({
      message: 'the instance is not usable',
      problems: problems.map((problem) => expect.stringMatching(new RegExp(`^${problem}`))),
    });
  });
});

describe('/_sandbox/mailbox', () => {
  it('shows what was published', async () => {
    const { sns } = controlled.sandbox.services;
    await sns.publish(sns.createTopic('alerts'), 'an agent is gone');
    expect(await controlled.get('mailbox')).toMatchObject({
      status: 200,
      body: { mailbox: [{ message: 'an agent is gone' }] },
    });
  });
});
