import { describe, expect, it } from '@jest/globals';
import {
  ecsTags,
  elbTags,
  isMadeBy,
  ownershipOf,
  ownershipTags,
  readTags,
} from '../../../../functions/domain/service/ownership.ts';

const service = { cluster: 'prod', service: 'web' };
const tags = ownershipTags({ ...service, stage: 'ecs-runbooks-prod', environment: 'live', execution: 'arn:run' });

describe('the tags of what a run makes', () => {
  it('say for whom, by which stack, for which environment and in which run', () => {
    expect(tags).toEqual({
      'ecs-runbooks:service': 'prod/web',
      'ecs-runbooks:stage': 'ecs-runbooks-prod',
      'ecs-runbooks:environment': 'live',
      'ecs-runbooks:execution': 'arn:run',
    });
  });

  it.each<[string, Record<string, string>, string]>([
    ['OURS', tags, 'the same service'],
    ['OTHERS', { 'ecs-runbooks:service': 'prod/api' }, 'another service of the cluster'],
    ['OTHERS', { 'ecs-runbooks:service': 'test/web' }, 'a service of that name in another cluster'],
    ['UNOWNED', {}, 'nobody'],
    ['UNOWNED', { 'ecs-runbooks:execution': 'arn:run' }, 'a run without a service'],
  ])('are %s for %j: %s', (ownership, found) => {
    expect(ownershipOf(found, service)).toBe(ownership);
  });

  it('tell the run that made something from any other', () => {
    expect([isMadeBy(tags, 'arn:run'), isMadeBy(tags, 'arn:other'), isMadeBy({}, 'arn:run')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('are spelled as each service spells them, and read back from either', () => {
    expect(ecsTags({ a: '1' })).toEqual([{ key: 'a', value: '1' }]);
    expect(elbTags({ a: '1' })).toEqual([{ Key: 'a', Value: '1' }]);
    expect([readTags(ecsTags(tags)), readTags(elbTags(tags)), readTags(undefined)]).toEqual([tags, tags, {}]);
    expect(readTags([{ key: 'bare' }, {}])).toEqual({ bare: '', '': '' });
  });
});
