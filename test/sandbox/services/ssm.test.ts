import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Endpoint } from '../../../sandbox/endpoint/index.ts';
import { createHosts } from '../../../sandbox/hosts/index.ts';
import { ssmService } from '../../../sandbox/services/ssm.ts';
import { turnedClock } from '../../../sandbox/turned-clock.ts';
import { describeWith } from '../../support/programs.ts';
import { aws, clientConfig, createWorld, start } from '../endpoint/started.ts';

const world = createWorld(turnedClock());
const ssm = ssmService(world, createHosts(world));
let endpoint: Endpoint;
let client: SSMClient;

beforeAll(async () => {
  endpoint = await start(world, [ssm.service]);
  client = new SSMClient(clientConfig(endpoint));
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
  world.clock.stop();
});

const put = (Name: string, options: Partial<PutParameterCommandInput> = {}) =>
  client.send(new PutParameterCommand({ Name, Type: 'String', Value: 'value', ...options }));
const get = async (Name: string, WithDecryption = false) =>
  (await client.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;

describe('a parameter', () => {
  it('is found by name and by ARN', async () => {
    await put('/app/host', { Value: 'db.example.com' });
    const ARN = 'arn:aws:ssm:us-east-1:000000000000:parameter/app/host';
    expect(await get(ARN)).toMatchObject({ Name: '/app/host', ARN, Value: 'db.example.com', Version: 1 });
    await put('plain');
    expect(ssm.value('arn:aws:ssm:us-east-1:000000000000:parameter/plain')).toBe('value');
  });

  it('of type SecureString is readable with decryption only', async () => {
    await put('secret', { Type: 'SecureString', Value: 'example' });
    expect((await get('secret'))?.Value).not.toContain('example');
    expect(await get('secret', true)).toMatchObject({ Type: 'SecureString', Value: 'example' });
    expect(ssm.value('secret')).toBe('example');
  });

  it('is overwritten only when asked to', async () => {
    await put('counted');
    await expect(put('counted')).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    expect(await put('counted', { Overwrite: true })).toMatchObject({ Version: 2 });
    await expect(put('counted', { Overwrite: true, Type: 'SecureString' })).rejects.toMatchObject({
      name: 'HierarchyTypeMismatch',
    });
  });

  it('is read with others, the missing ones named', async () => {
    await put('one');
    const answer = await client.send(new GetParametersCommand({ Names: ['one', 'ghost'] }));
    expect(answer).toMatchObject({ Parameters: [{ Name: 'one' }], InvalidParameters: ['ghost'] });
  });

  it('is described page by page, without its value', async () => {
    const first = await client.send(new DescribeParametersCommand({ MaxResults: 1 }));
    expect(first.Parameters).toHaveLength(1);
    expect(first.Parameters?.[0]).not.toHaveProperty('Value');
    const second = await client.send(new DescribeParametersCommand({ MaxResults: 1, NextToken: first.NextToken }));
    expect(second.Parameters?.[0]?.Name).not.toBe(first.Parameters?.[0]?.Name);
  });

  it.each([
    [{ Key: 'Name', Values: ['/filter/a', '/filter/ghost'] }, ['/filter/a']],
    [{ Key: 'Name', Option: 'Equals', Values: ['filter'] }, []],
    [{ Key: 'Name', Option: 'BeginsWith', Values: ['/filter/'] }, ['/filter/a', '/filter/b']],
    [{ Key: 'Name', Option: 'Contains', Values: ['ilter/b'] }, ['/filter/b']],
  ])('is found by %j', async (filter, names) => {
    await put('/filter/a', { Overwrite: true });
    await put('/filter/b', { Overwrite: true });
    const { Parameters } = await client.send(new DescribeParametersCommand({ ParameterFilters: [filter] }));
    expect(Parameters?.map(({ Name }) => Name)).toEqual(names);
  });

  it.each([
    ['InvalidFilterKey', { Key: 'Tier', Values: ['Standard'] }],
    ['ValidationException', { Key: 'Colour', Values: ['red'] }],
    ['InvalidFilterOption', { Key: 'Name', Option: 'Recursive', Values: ['/'] }],
    ['InvalidFilterOption', { Key: 'Type', Option: 'Contains', Values: ['S'] }],
    ['InvalidFilterValue', { Key: 'Name', Values: Array.from({ length: 51 }, (_, number) => `p${number}`) }],
    ['InvalidFilterValue', { Key: 'Name' }],
  ])('is told %s for a wrong filter', async (name, filter) => {
    const call = client.send(new DescribeParametersCommand({ ParameterFilters: [filter] }));
    await expect(call).rejects.toMatchObject({ name });
  });

  it('is deleted', async () => {
    await put('gone');
    await client.send(new DeleteParameterCommand({ Name: 'gone' }));
    await expect(get('gone')).rejects.toMatchObject({ name: 'ParameterNotFound', $metadata: { httpStatusCode: 400 } });
  });

  it.each([
    ['a wrong name', 'a b', {}],
    ['a path without its first slash', 'app/host', {}],
    ['the prefix aws', '/aws/x', {}],
    ['no type', 'untyped', { Type: undefined }],
    ['an empty value', 'empty', { Value: '' }],
    ['a value over 4 KB', 'long', { Value: 'x'.repeat(4097) }],
  ])('with %s is refused', async (_name, name, options) => {
    await expect(put(name, options)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describeWith(['aws'], 'SSM from the AWS CLI', () => {
  it('puts and reads a SecureString', async () => {
    await aws(endpoint, 'ssm', 'put-parameter', '--name', '/cli', '--type', 'SecureString', '--value', 'example');
    const { output } = await aws(endpoint, 'ssm', 'get-parameter', '--name', '/cli', '--with-decryption');
    expect(output).toMatchObject({ Parameter: { Value: 'example' } });
  }, 30_000);
});
