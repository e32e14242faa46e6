import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { readEnvironment } from '../../../../layers/autodiag/src/environment.ts';
import { accountOf, learnIdentity } from '../../../../layers/autodiag/src/task-identity.ts';

const taskArn = 'arn:aws-cn:ecs:cn-north-1:111122223333:task/demo/0123456789abcdef0123456789abcdef';
let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** Serves `/task` under each of the given paths; a path without an answer stays silent. */
const serve = async (answers: Record<string, object | undefined>): Promise<string> => {
  server = createServer((request, response) => {
    const url = request.url ?? '';
    if (!(url in answers)) response.writeHead(404).end();
    else if (answers[url] !== undefined) response.end(JSON.stringify(answers[url]));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
};

const learn = (variables: Record<string, string>) =>
  learnIdentity(readEnvironment({ DIAG_MODE: 'GENERAL', ...variables }).places);

describe('learnIdentity', () => {
  it('keeps little of an answer that never ends, so that the report line stays short', async () => {
    const url = await serve({ '/v4/task': { Cluster: 'x'.repeat(300_000), TaskARN: 'y'.repeat(300_000) } });
    const { task } = await learn({ ECS_CONTAINER_METADATA_URI_V4: `${url}/v4` });
    expect(JSON.stringify(task).length).toBeLessThan(1_000);
  });

  it('learns all of it from the endpoint v4', async () => {
    const url = await serve({ '/v4/id/task': { Cluster: 'demo', TaskARN: taskArn, LaunchType: 'EXTERNAL' } });
    expect(await learn({ ECS_CONTAINER_METADATA_URI_V4: `${url}/v4/id` })).toEqual({
      task: { region: 'cn-north-1', cluster: 'demo', taskArn, launchType: 'EXTERNAL' },
      source: 'task metadata endpoint v4',
      gaps: [],
    });
  });

  it('falls back to v3, and to AWS_EXECUTION_ENV for the launch type', async () => {
    const cluster = 'arn:aws-cn:ecs:cn-north-1:111122223333:cluster/demo';
    const url = await serve({ '/v3/id/task': { Cluster: cluster, TaskARN: taskArn } });
    const learnt = await learn({
      ECS_CONTAINER_METADATA_URI_V4: `${url}/v4/id`,
      ECS_CONTAINER_METADATA_URI: `${url}/v3/id`,
      AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
    });
    expect(learnt.task).toEqual({ region: 'cn-north-1', cluster: 'demo', taskArn, launchType: 'FARGATE' });
    expect(learnt.gaps).toEqual(['task metadata endpoint v4: it answered 404']);
  });

  it('does not wait for a silent endpoint, and says what it could not learn', async () => {
    const url = await serve({ '/v4/id/task': undefined });
    const learnt = await learn({ ECS_CONTAINER_METADATA_URI_V4: `${url}/v4/id`, AWS_REGION: 'us-east-1' });
    expect(learnt).toEqual({
      task: { region: 'us-east-1' },
      source: 'environment variables',
      gaps: [
        'task metadata endpoint v4: it did not answer within 2 s',
        'could not learn the cluster, the task’s ARN, the launch type',
      ],
    });
  });

  it('says that it is no task where there is no endpoint', async () => {
    expect((await learn({})).gaps[0]).toBe('there is no task metadata endpoint: this is no ECS task');
  });
});

describe('accountOf', () => {
  it('is the account of the task’s ARN', () => {
    expect([accountOf({ taskArn }), accountOf({})]).toEqual(['111122223333', undefined]);
  });
});
