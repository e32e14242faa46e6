// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
import { describe, expect, it } from '@jest/globals';
import { camelCased, definitionOf } from '../../../sandbox/stack/resources.ts';

describe('definitionOf', () => {
  it('substitutes in a definition text', () => {
    const DefinitionString = '{"Resource":"${Function}","again":"${Function}"}';
    expect(definitionOf({ DefinitionString, DefinitionSubstitutions: { Function: 'arn:$&' } })).toBe(
      '{"Resource":"arn:$&","again":"arn:$&"}',
    );
  });

  it('takes a definition that is written as an object', () => {
    expect(definitionOf({ Definition: { StartAt: 'A' } })).toBe('{"StartAt":"A"}');
  });
});

describe('camelCased', () => {
  it('spells members as the API does and leaves the user’s own keys alone', () => {
    const properties = {
      Family: 'autodiag',
      ContainerDefinitions: [
        { Name: 'autodiag', LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': 'g', Mode: 'x' } } },
      ],
      Volumes: [{ Host: { SourcePath: '/var/log' } }],
    };
    expect(camelCased(properties)).toEqual({
      family: 'autodiag',
      containerDefinitions: [
        { name: 'autodiag', logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'g', Mode: 'x' } } },
      ],
      volumes: [{ host: { sourcePath: '/var/log' } }],
    });
  });
});
