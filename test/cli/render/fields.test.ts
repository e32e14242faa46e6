import { describe, expect, it } from '@jest/globals';
import pc from 'picocolors';
import { exampleWords, fieldsOf, requestLines } from '../../../cli/render/fields.ts';
import { requestSchema } from '../../../cli/request/json-schema.ts';
import { runbooks } from '../../../statemachines/index.ts';

describe('fieldsOf', () => {
  it('takes objects apart into dotted names', () => {
    const fields = fieldsOf({
      required: ['mysql'],
      properties: {
        mysql: { required: ['secretArn'], properties: { secretArn: { type: 'string', description: 'an ARN' } } },
        tags: { type: 'array', items: { type: 'string', description: 'a tag' } },
      },
    });
    expect(fields).toEqual([
      { name: 'mysql.secretArn', type: 'text', isRequired: true, meaning: 'an ARN' },
      { name: 'tags', type: 'list of text', isRequired: false, meaning: 'a tag' },
    ]);
  });

  it('names each type that a field may have', () => {
    const [field] = fieldsOf({ properties: { count: { anyOf: [{ type: 'integer' }, { enum: ['auto', 'match'] }] } } });
    expect(field?.type).toBe('integer or choice');
  });
});

describe('exampleWords', () => {
  it('quotes what a shell would take apart', () => {
    const example = { mode: 'TASK', port: 80, network: { subnets: ['subnet-1'] }, text: "it's" };
    expect(exampleWords(example)).toBe(`mode=TASK port=80 network='{"subnets":["subnet-1"]}' text='it'\\''s'`);
  });
});

describe('requestLines', () => {
  it.each(runbooks)('describes every field of $name within 100 columns', (runbook) => {
    const schema = requestSchema(runbook);
    const lines = requestLines(schema, { colors: pc.createColors(false), width: 100 });
    const table = lines.filter((line) => line.startsWith('│'));
    for (const { name, meaning } of fieldsOf(schema)) {
      expect(lines.join('\n')).toContain(`│ ${name} `);
      expect(meaning).not.toBe('');
    }
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('names what is required first, and puts long values into files', () => {
    const long = { text: 'x'.repeat(300) };
    const lines = requestLines(
      {
        title: 'act',
        properties: {
          spec: { type: 'object', description: 'a spec' },
          tls: { required: ['ca'], properties: { ca: { type: 'string', description: 'an authority' } } },
          environment: { type: 'string', description: 'an environment' },
        },
        required: ['environment'],
        examples: [{ spec: long, environment: 'demo' }],
      } as never,
      { colors: pc.createColors(false), width: 100 },
    );
    const rows = lines.filter((line) => line.startsWith('│ ')).map((line) => line.split(' ')[1]);
    expect(rows.filter((name) => name !== '')).toEqual(['field', 'environment', 'spec', 'tls.ca']);
    expect(lines.slice(-4)).toEqual([
      'example:',
      '  runbook start act spec=@spec.json environment=demo',
      'spec.json:',
      `  ${JSON.stringify(long)}`,
    ]);
  });
});
