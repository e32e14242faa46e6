import { describe, expect, it } from '@jest/globals';
import { mayTearDown, mayUndo } from '../../../../../functions/domain/service/plan/may-delete.ts';
import { planTaskDefinitionRemoval } from '../../../../../functions/domain/service/plan/task-definition-removal.ts';
import { registered } from '../support/registered.ts';

const service = { cluster: 'demo', service: 'shop' };

describe('planTaskDefinitionRemoval', () => {
  const others = registered([], { revision: 2, tags: { 'ecs-runbooks:service': 'prod/other' } });
  const facts = { family: 'shop', revisions: [others, registered([], { revision: 1 })], hasFurther: true };

  it('deregisters its own revisions alone and says what it leaves', () => {
    const { planned } = planTaskDefinitionRemoval(service, facts, mayTearDown(true));
    expect(planned).toMatchObject([
      { action: 'delete', name: 'shop:1', calls: [{ call: 'ecs:DeregisterTaskDefinition' }] },
      {
        action: 'leave',
        name: 'shop (1 revision)',
        reason: expect.stringContaining('not registered for this service'),
      },
      { action: 'leave', name: 'shop (older revisions)', reason: expect.stringContaining('run the teardown again') },
    ]);
  });

  it('deregisters of what was there before a run nothing when the run is undone', () => {
    const made = registered([], { revision: 3, tags: { 'ecs-runbooks:execution': 'arn:other' } });
    const { planned } = planTaskDefinitionRemoval(
      service,
      { family: 'shop', revisions: [made, others, registered()], hasFurther: false },
      mayUndo('arn:other'),
    );
    expect(planned).toMatchObject([
      { action: 'delete', name: 'shop:3' },
      { action: 'leave', name: 'shop (2 revisions)', reason: 'not made by this run' },
    ]);
  });
});
