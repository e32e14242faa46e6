import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkAgentContainer } from '../../../../../layers/autodiag/src/general/agent-container.ts';
import type { ContainerDescription } from '../../../../../layers/shared/docker-engine.ts';

type State = ContainerDescription['State'];

const running: State = {
  Status: 'running',
  ExitCode: 0,
  OOMKilled: false,
  Error: '',
  StartedAt: '2026-11-20T10:00:00Z',
  FinishedAt: '0001-01-01T00:00:00Z',
};

let directory: string;
let socket: string;
let server: Server | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-'));
  socket = join(directory, 'docker.sock');
});

afterEach(async () => {
  server?.close();
  server?.closeAllConnections();
  server = undefined;
  await rm(directory, { recursive: true });
});

const serve = async (answer: (path: string) => object | undefined, status = 200): Promise<void> => {
  server = createServer((request, response) => {
    const body = answer(request.url ?? '');
    if (body !== undefined) response.writeHead(status).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server?.listen(socket, resolve));
};

/** An Engine whose agent, under any name, is in a given state. */
const serveAgent = (state: Partial<State>, image = 'amazon/amazon-ecs-agent:latest'): Promise<void> =>
  serve((path) => {
    if (path === '/containers/json?all=1') {
      const other = { Id: 'web', Names: ['/ecs-agent'], Image: 'nginx', State: 'running', Status: 'Up' };
      return [
        other,
        { Id: 'a1', Names: ['/named-by-hand'], Image: image, State: state.Status ?? 'running', Status: '' },
      ];
    }
    return {
      Id: 'a1',
      Name: '/named-by-hand',
      RestartCount: 7,
      Config: { Image: image },
      State: { ...running, ...state },
    };
  });

const check = () => checkAgentContainer(`unix://${socket}`, 500);

describe('checkAgentContainer', () => {
  it('finds the agent by its image’s name where the list shows only an id', async () => {
    await serve((path) =>
      path.startsWith('/containers/json')
        ? [{ Id: 'a1', Names: ['/x'], Image: 'sha256:0123456789ab', State: 'running', Status: 'Up' }]
        : {
            Id: 'a1',
            Name: '/x',
            RestartCount: 0,
            State: running,
            Config: { Image: 'amazon/amazon-ecs-agent:latest' },
          },
    );
    expect(await checkAgentContainer(`unix://${socket}`, 1_000)).toMatchObject({ status: 'PASS' });
  });

  it.each(['amazon/amazon-ecs-agent:latest', 'public.ecr.aws/ecs/amazon-ecs-agent:v1.99.0'])(
    'finds the agent by its image %s, whatever its name',
    async (image) => {
      await serveAgent({ Health: { Status: 'healthy', FailingStreak: 0 } }, image);
      expect(await check()).toEqual({
        check: 'agent container',
        status: 'PASS',
        detail: `named-by-hand (${image}) is running since 2026-11-20T10:00:00Z and is healthy`,
      });
    },
  );

  it.each<[string, Partial<State>, string, RegExp]>([
    ['paused', { Status: 'paused' }, 'FAIL', /is paused/],
    ['exited', { Status: 'exited', ExitCode: 5 }, 'FAIL', /is exited, with exit code 5/],
    [
      'killed for lack of memory',
      { Status: 'exited', ExitCode: 137, OOMKilled: true },
      'FAIL',
      /killed for lack of memory/,
    ],
    ['restarting', { Status: 'restarting' }, 'FAIL', /restarts again and again, 7 times/],
    [
      'unhealthy',
      { Health: { Status: 'unhealthy', FailingStreak: 4, Log: [{ ExitCode: 1, Output: 'no answer\n' }] } },
      'FAIL',
      /running but unhealthy: 4 health checks failed in a row, last: no answer$/,
    ],
    ['starting', { Health: { Status: 'starting', FailingStreak: 0 } }, 'WARN', /its health is not yet known/],
  ])('says that the agent is %s', async (_, state, status, detail) => {
    await serveAgent(state);
    expect(await check()).toMatchObject({ status, detail: expect.stringMatching(detail), remedy: expect.any(String) });
  });

  it('says that there is no agent', async () => {
    await serve(() => []);
    expect(await check()).toMatchObject({
      status: 'FAIL',
      detail: expect.stringMatching(/^there is no container of image/),
    });
  });

  it('cannot look without a socket', async () => {
    expect(await check()).toMatchObject({ status: 'WARN', detail: expect.stringMatching(/there is no socket/) });
  });

  it('gives up on an Engine that does not answer', async () => {
    await serve(() => undefined);
    expect(await check()).toMatchObject({ status: 'WARN', detail: expect.stringMatching(/does not answer/) });
  });

  it('says what the Engine answered instead', async () => {
    await serve(() => ({ message: 'server error' }), 500);
    expect(await check()).toMatchObject({
      status: 'WARN',
      detail: expect.stringMatching(/answered 500.*server error/),
    });
  });

  it('says which addresses it takes', async () => {
    expect(await checkAgentContainer('ssh://host', 500)).toMatchObject({
      status: 'WARN',
      detail: expect.stringMatching(/must be unix:\/\/\/path or tcp:\/\/host:port/),
    });
  });
});
