import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { requestSchema } from '../../../cli/request/json-schema.ts';
import { integer, text } from '../../../functions/domain/request-fields.ts';

const schema = requestSchema({
  name: 'scale-service',
  summary: 'Scales a service.',
  request: v.strictObject({
    service: text(255),
    desiredCount: integer(0, 5_000),
    wait: v.optional(v.boolean(), true),
  }),
  fields: { service: 'name of the service' },
  example: { service: 'web', desiredCount: 2 },
  changes: true,
});

describe('requestSchema', () => {
  it('says which fields are required and that there are no others', () => {
    expect(schema).toMatchObject({
      title: 'scale-service',
      type: 'object',
      required: ['service', 'desiredCount'],
      additionalProperties: false,
      examples: [{ service: 'web', desiredCount: 2 }],
    });
  });

  it('describes a field by its meaning and by what is expected of it', () => {
    expect(schema.properties?.['service']?.description).toBe(
      'name of the service; text of 1 to 255 characters without control characters',
    );
  });

  it('makes a whole number of what also takes digits in a string', () => {
    expect(schema.properties?.['desiredCount']).toEqual({
      type: 'integer',
      minimum: 0,
      maximum: 5_000,
      description: 'a whole number from 0 to 5000',
    });
  });

  it('keeps defaults', () => {
    expect(schema.properties?.['wait']?.default).toBe(true);
  });
});
