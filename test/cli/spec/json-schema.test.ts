import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fastify from 'fastify';
import { serviceSpecJsonSchema } from '../../../cli/spec/json-schema.ts';
import { changed, networkSpec, seed } from '../../functions/domain/service/support/documents.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8'));

/** Asks a JSON Schema validator, as an editor does; nothing is coerced or taken away. */
const isAccepted = async (document: unknown): Promise<boolean> => {
  const server = fastify({ ajv: { customOptions: { coerceTypes: false, removeAdditional: false, strict: false } } });
  const { $schema, ...body } = serviceSpecJsonSchema();
  server.post('/', { schema: { body } }, async () => 'accepted');
  const { statusCode } = await server.inject({ method: 'POST', url: '/', payload: document as object });
  await server.close();
  return statusCode === 200;
};

describe('the JSON Schema of the service spec', () => {
  it('is the one in docs: run `npm run schema` after a change', () => {
    expect(read('service-spec.schema.json')).toEqual(serviceSpecJsonSchema());
  });

  it('accepts the example, the sample and a spec without environments', async () => {
    expect(await isAccepted(read('service-spec.example.json'))).toBe(true);
    // Null stands for an absent field, which an editor may well mark.
    expect(await isAccepted(changed(seed(), ['deploy']))).toBe(true);
    expect(await isAccepted(networkSpec())).toBe(true);
  });

  it.each<[string, (string | number)[], unknown]>([
    ['a misspelt field', ['aws', 'ecs', 'service', 'nmae'], 'x'],
    ['a missing field', ['aws', 'region'], undefined],
    ['a port that is none', ['aws', 'elb', 'targetGroups', 0, 'port'], 70_000],
    ['a port that is none in one environment', ['aws', 'elb', 'targetGroups', 0, 'port'], { prod: 80, test: 70_000 }],
    ['a boolean in quotes', ['aws', 'ecs', 'service', 'allowExisting'], 'false'],
    ['another type of load balancer', ['aws', 'elb', 'loadBalancers', 0, 'type'], 'gateway'],
    ['an older version', ['version'], '1.2'],
  ])('marks %s', async (_, path, value) => {
    expect(await isAccepted(changed(networkSpec(), path, value))).toBe(false);
  });

  it.each<[string, (string | number)[], unknown]>([
    ['digits for a number', ['aws', 'elb', 'targetGroups', 0, 'port'], '3306'],
    ['small letters', ['aws', 'elb', 'targetGroups', 0, 'protocol'], 'tcp'],
    ['contexts within environments', ['aws', 'region'], { prod: { blue: 'eu-west-1', green: 'eu-west-2' } }],
    ['environments within a list', ['aws', 'ecs', 'taskDefinition', 'containerDefinitions', 0, 'image'], { prod: 'x' }],
    ['auto', ['aws', 'ecs', 'service', 'desiredCount'], 'auto'],
  ])('takes %s', async (_, path, value) => {
    expect(await isAccepted(changed(networkSpec(), path, value))).toBe(true);
  });
});
