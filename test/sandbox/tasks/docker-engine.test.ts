import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { definitionOf, startEcs, type TestEcs } from '../services/ecs/support.ts';

let sandbox: TestEcs;
let socketPath: string;
beforeEach(async () => {
  sandbox = await startEcs();
  socketPath = (await sandbox.dockerHost('i-0123456789abcdef0')).slice('unix://'.length);
});
afterEach(() => sandbox.close());

const get = (path: string): Promise<{ status: number | undefined; text: string }> =>
  new Promise((resolve, reject) => {
    request({ socketPath, path }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode, text });
    })
      .on('error', reject)
      .end();
  });
const list = async (query = '') => JSON.parse((await get(`/v1.41/containers/json${query}`)).text);
const filters = (value: object) => `?filters=${encodeURIComponent(JSON.stringify(value))}`;

describe('the Docker Engine of an instance', () => {
  it('answers ping, version and info', async () => {
    expect(await get('/_ping')).toEqual({ status: 200, text: 'OK' });
    expect(JSON.parse((await get('/version')).text)).toMatchObject({ ApiVersion: '1.44' });
    expect(JSON.parse((await get('/v1.44/info')).text)).toMatchObject({ Containers: 1 });
  });

  it('lists and inspects the healthy agent', async () => {
    expect(await list()).toMatchObject([
      {
        Names: ['/ecs-agent'],
        Image: 'amazon/amazon-ecs-agent:latest',
        State: 'running',
        Status: expect.stringContaining('(healthy)'),
      },
    ]);
    expect(JSON.parse((await get('/containers/ecs-agent/json')).text)).toMatchObject({
      Name: '/ecs-agent',
      State: { Status: 'running', Running: true, Health: { Status: 'healthy' } },
      Config: { Image: 'amazon/amazon-ecs-agent:latest' },
    });
  });

  it('has no agent when it is absent', async () => {
    sandbox.setAgentContainer(sandbox.instance.id, 'absent');
    expect(await list('?all=true')).toEqual([]);
    expect((await get('/containers/ecs-agent/json')).status).toBe(404);
  });

  it('shows an exited agent only among all', async () => {
    sandbox.setAgentContainer(sandbox.instance.id, 'exited');
    expect(await list()).toEqual([]);
    expect(await list('?all=1')).toMatchObject([{ State: 'exited' }]);
  });

  it.each([
    ['paused', { Status: 'paused', Paused: true, Running: true }],
    ['unhealthy', { Status: 'running', Health: { Status: 'unhealthy' } }],
  ] as const)('tells an agent that is %s', async (state, expected) => {
    sandbox.setAgentContainer(sandbox.instance.id, state);
    expect(JSON.parse((await get('/containers/ecs-agent/json')).text).State).toMatchObject(expected);
  });

  it('lists the containers of tasks with the labels of the agent, and filters', async () => {
    sandbox.operations.RegisterTaskDefinition(definitionOf('probe', 'sandbox/runs'));
    const { tasks } = sandbox.operations.RunTask({ cluster: 'demo', taskDefinition: 'probe' });
    await sandbox.until(tasks[0]?.taskArn, 'RUNNING');
    const labelled = await list(filters({ label: [`com.amazonaws.ecs.task-arn=${tasks[0]?.taskArn}`] }));
    expect(labelled).toMatchObject([
      {
        State: 'running',
        Labels: { 'com.amazonaws.ecs.cluster': 'demo', 'com.amazonaws.ecs.task-definition-family': 'probe' },
      },
    ]);
    expect(await list(filters({ ancestor: ['amazon/amazon-ecs-agent'] }))).toMatchObject([{ Names: ['/ecs-agent'] }]);
    expect(await list(filters({ name: { 'ecs-agent': true } }))).toHaveLength(1);
  });

  it('refuses filters that it does not know or cannot read', async () => {
    expect(await get(`/containers/json${filters({ colour: ['red'] })}`)).toEqual({
      status: 400,
      text: JSON.stringify({ message: "invalid filter 'colour'" }),
    });
    expect((await get('/containers/json?filters=%7B')).status).toBe(400);
  });
});
