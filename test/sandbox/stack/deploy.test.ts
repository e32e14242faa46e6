// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
import { describe, expect, it } from '@jest/globals';
import { type Deploy, deployTemplate } from '../../../sandbox/stack/deploy.ts';
import type { Template } from '../../../sandbox/stack/template.ts';

const account = { accountId: '111122223333', region: 'eu-west-1', stackName: 'stack' };

/** Deploys things that keep their properties, in the order in which they are made. */
const deployThings = async (template: Partial<Template> & Pick<Template, 'Resources'>) => {
  const made: [string, Record<string, unknown>][] = [];
  const thing: Deploy = (properties, id) => {
    made.push([id, properties]);
    return { ref: `ref-${id}`, attributes: { Arn: `arn-${id}`, 'Nested.Name': `nested-${id}` } };
  };
  await deployTemplate(template, account, { Thing: thing });
  return made;
};

/** The value of one property that is written with intrinsic functions. */
const resolved = async (value: unknown, template: Partial<Template> = {}) => {
  const made = await deployThings({
    ...template,
    Resources: { One: { Type: 'Thing', Properties: { value } }, Two: { Type: 'Thing' } },
  });
  return made.find(([id]) => id === 'One')?.[1]['value'];
};

describe('intrinsic functions', () => {
  it.each<[string, unknown, unknown]>([
    ['Ref of a resource', { Ref: 'Two' }, 'ref-Two'],
    ['Ref of a pseudo parameter', [{ Ref: 'AWS::AccountId' }, { Ref: 'AWS::Region' }], ['111122223333', 'eu-west-1']],
    ['Ref of a parameter', { Ref: 'Retention' }, 30],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Two', 'Arn'] }, 'arn-Two'],
    ['GetAtt as a text', { 'Fn::GetAtt': 'Two.Nested.Name' }, 'nested-Two'],
    ['Join', { 'Fn::Join': [':', ['a', { Ref: 'Two' }]] }, 'a:ref-Two'],
    ['Sub', { 'Fn::Sub': 'x-${Two}-${Two.Arn}-${AWS::Partition}-${!Kept}' }, 'x-ref-Two-arn-Two-aws-${Kept}'],
    ['Sub with variables', { 'Fn::Sub': ['${Name}/${Two}', { Name: { Ref: 'AWS::StackName' } }] }, 'stack/ref-Two'],
    ['If that holds', { 'Fn::If': ['IsLong', 1, 2] }, 1],
    ['If that does not', { 'Fn::If': ['IsShort', 1, { Ref: 'Two' }] }, 'ref-Two'],
    ['NoValue in a list', [1, { Ref: 'AWS::NoValue' }], [1]],
    ['NoValue in an object', { a: { 'Fn::If': ['IsShort', 1, { Ref: 'AWS::NoValue' }] }, b: 2 }, { b: 2 }],
    ['text with dollars', { 'Fn::Sub': '$$.Execution.Id $& $1' }, '$$.Execution.Id $& $1'],
  ])('%s', async (_, value, expected) => {
    const template = {
      Parameters: { Retention: { Default: 30 } },
      Conditions: {
        IsLong: { 'Fn::Or': [{ 'Fn::Equals': [{ Ref: 'Retention' }, '30'] }, { Condition: 'IsShort' }] },
        IsShort: { 'Fn::And': [{ 'Fn::Not': [{ 'Fn::Equals': ['a', 'a'] }] }, { Condition: 'IsLong' }] },
      },
    };
    expect(await resolved(value, template)).toEqual(expected);
  });

  it.each([
    ['an unknown function', { 'Fn::Select': [0, []] }, 'does not know the intrinsic function Fn::Select'],
    ['a reference to nothing', { Ref: 'Gone' }, 'refers to Gone, which it does not define'],
    ['an unknown attribute', { 'Fn::GetAtt': ['Two', 'Gone'] }, 'knows no attribute Gone of Two'],
    ['an unknown condition', { 'Fn::If': ['Gone', 1, 2] }, 'no condition Gone'],
  ])('names %s', async (_, value, message) => {
    await expect(resolved(value)).rejects.toThrow(message);
  });
});

describe('deployTemplate', () => {
  it('makes what is referred to first, and each resource once', async () => {
    const made = await deployThings({
      Resources: {
        First: { Type: 'Thing', Properties: { a: { Ref: 'Second' }, b: { Ref: 'Third' } } },
        Second: { Type: 'Thing', Properties: { a: { 'Fn::GetAtt': ['Third', 'Arn'] } } },
        Third: { Type: 'Thing' },
      },
    });
    expect(made.map(([id]) => id)).toEqual(['Third', 'Second', 'First']);
  });

  it('leaves out a resource whose condition does not hold', async () => {
    const made = await deployThings({
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { One: { Type: 'Thing', Condition: 'Never' }, Two: { Type: 'Thing' } },
    });
    expect(made.map(([id]) => id)).toEqual(['Two']);
  });

  it('names a type it does not know', async () => {
    await expect(deployThings({ Resources: { Table: { Type: 'AWS::DynamoDB::Table' } } })).rejects.toThrow(
      'the sandbox does not know AWS::DynamoDB::Table (Table)',
    );
  });

  it('names a circle of references', async () => {
    const Resources = {
      One: { Type: 'Thing', Properties: { a: { Ref: 'Two' } } },
      Two: { Type: 'Thing', Properties: { a: { Ref: 'One' } } },
    };
    await expect(deployThings({ Resources })).rejects.toThrow('One → Two → One');
  });
});
