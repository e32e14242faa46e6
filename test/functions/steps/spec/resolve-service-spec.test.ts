import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { exampleSpec } from '../../../../functions/domain/service/request/example.ts';
import { handler } from '../../../../functions/steps/spec/resolve-service-spec.ts';
import { execution, type SpecWorld, startSpecWorld } from './spec-world.ts';

const environment = 'demo';
const text = JSON.stringify(exampleSpec);

let world: SpecWorld;

beforeAll(async () => {
  world = await startSpecWorld();
});
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world.close());

/** The example with labels of some size. */
const labelled = (count: number, sizeBytes: number): object => {
  const spec = structuredClone(exampleSpec);
  const dockerLabels = Object.fromEntries(Array.from({ length: count }, (_, at) => [`l${at}`, 'x'.repeat(sizeBytes)]));
  Object.assign(spec.aws.ecs.taskDefinition.containerDefinitions[0] ?? {}, { dockerLabels });
  return spec;
};

describe('ResolveServiceSpec', () => {
  it.each([
    ['an object', { spec: exampleSpec }],
    ['text', { specText: text }],
    ['the block that was pasted', { global_state: {}, cloud_spec_json: `${text}\n` }],
    ['text that a command line read', { specText: exampleSpec }],
  ])('takes a spec as %s', async (_what, form) => {
    expect(await world.resolve({ ...form, environment })).toMatchObject({
      cluster: 'demo',
      service: 'hello-1',
      environment,
      spec: { aws: { region: 'us-east-1' } },
    });
  });

  it('reads a spec from S3, a larger one than a request may hold too', async () => {
    const specUrl = await world.put(
      'gateways/gw 1.json',
      JSON.stringify({ ...exampleSpec, deploy: 'x'.repeat(60_000) }),
    );
    expect(await world.resolve({ specUrl, environment })).toMatchObject({ service: 'hello-1' });
  });

  it('reads a spec by https', async () => {
    const asked: unknown[] = [];
    const fetchSpec = async (...args: unknown[]) => {
      asked.push(args[0]);
      return text;
    };
    const specUrl = 'https://example.com/spec.json';
    expect(await world.resolve({ specUrl, environment }, { fetchSpec })).toMatchObject({ service: 'hello-1' });
    expect(asked).toEqual([specUrl]);
  });

  it('goes to no private address', async () => {
    await expect(world.resolve({ specUrl: 'https://169.254.169.254/', environment })).rejects.toMatchObject({
      name: 'SpecUrlRefusedError',
    });
  });

  it.each([
    ['s3://specs/none.json', 'there is no service spec at s3://specs/none.json: the bucket has no such object'],
    ['s3://nowhere/a.json', 'there is no service spec at s3://nowhere/a.json: there is no such bucket'],
  ])('fails with SpecNotFoundError for %s', async (specUrl, message) => {
    await expect(world.resolve({ specUrl, environment })).rejects.toMatchObject({ name: 'SpecNotFoundError', message });
  });

  it('says what to do where the object may not be read', async () => {
    world.sandbox.faults.add({ service: 's3', operation: 'GetObject', error: 'AccessDenied', status: 403 });
    await expect(world.resolve({ specUrl: 's3://specs/a.json', environment })).rejects.toMatchObject({
      name: 'SpecAccessDeniedError',
      message: expect.stringContaining('the stage parameter specBuckets names'),
    });
  });

  it('lets other errors of S3 through, for the machine to retry', async () => {
    world.sandbox.faults.add({ service: 's3', operation: 'GetObject', error: 'SlowDown', status: 503 });
    await expect(world.resolve({ specUrl: 's3://specs/a.json', environment })).rejects.toMatchObject({
      name: 'SlowDown',
    });
  });

  it('refuses an object of more than 1 MiB', async () => {
    const specUrl = await world.put('large.json', 'x'.repeat(1_048_577));
    await expect(world.resolve({ specUrl, environment })).rejects.toMatchObject({
      name: 'SpecTooLargeError',
      message: 'the service spec at s3://specs/large.json has more than 1024 KiB: take out of it what no step reads',
    });
  });

  it('refuses a spec that resolves to more than a state holds', async () => {
    const specUrl = await world.put('wide.json', JSON.stringify(labelled(100, 1_000)));
    await expect(world.resolve({ specUrl, environment })).rejects.toMatchObject({
      name: 'SpecTooLargeError',
      message: expect.stringContaining('the service spec of this environment has more than 64 KiB: '),
    });
  });

  it('names every problem at once', async () => {
    const spec = structuredClone(exampleSpec) as { aws: { region?: string } & typeof exampleSpec.aws };
    spec.aws.ecs.service.cluster = '';
    spec.aws.ecs.taskDefinition.cpu = '257';
    await expect(world.resolve({ spec, environment, serviceOverrides: { nope: 1 } })).rejects.toMatchObject({
      name: 'InvalidServiceSpecError',
      message: expect.stringMatching(
        /^the service spec is not valid: \$\.aws\.ecs\.service\.cluster: .*; \$\.aws\.ecs\.taskDefinition\.cpu: /,
      ),
    });
  });

  it('counts the problems that do not fit into one message', async () => {
    const spec = structuredClone(exampleSpec);
    const containers = Array.from({ length: 300 }, () => ({ name: 'not a name', image: '' }));
    Object.assign(spec.aws.ecs.taskDefinition, { containerDefinitions: containers });
    const error: Error = await world.resolve({ spec, environment }).then(
      () => new Error('none'),
      (thrown: Error) => thrown,
    );
    expect(error.message).toMatch(/; and \d+ more, which runbook validate prints$/);
    expect(error.message.length).toBeLessThan(8_200);
  });

  it('gives more than other steps may, as a Lambda function', async () => {
    const spec = labelled(50, 1_000);
    const context = { functionName: 'f', awsRequestId: 'r' } as Context;
    expect(await handler({ request: { spec, environment }, trigger: {}, execution }, context)).toMatchObject({
      service: 'hello-1',
    });
  });
});
