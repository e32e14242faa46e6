import { describe, expect, it } from '@jest/globals';
import { assessEvents, newestObstacle } from '../../../../../functions/domain/service/stability/events.ts';
import { expected, secondsLater, service } from './facts.ts';

const saying = (message: string, seconds = 30) =>
  service({ events: [{ id: '1', createdAt: secondsLater(seconds), message }] });
const noRole =
  '(service shop) failed to launch a task with (error CannotPullContainerError: pull access denied for shop, repository does not exist).';
const noRoom = '(service shop) was unable to place a task because no container instance met all of its requirements.';
const deadlock =
  '(service shop) was unable to stop or start tasks during a deployment because of the service deployment configuration.';
const unhealthy =
  '(service shop) (task 1) (port 80) is unhealthy in (target-group web) due to (reason Request timed out).';

describe('assessEvents', () => {
  it.each([noRole, deadlock])('finds no hope in %s', (message) => {
    expect(assessEvents(saying(message), expected)).toContain(message);
  });

  it.each([noRoom, unhealthy, '(service shop) has reached a steady state.', '(service shop) says something new.'])(
    'has hope still: %s',
    (message) => {
      expect(assessEvents(saying(message), expected)).toBeUndefined();
    },
  );

  it('does not look at events from before the update', () => {
    expect(assessEvents(saying(deadlock, -1), expected)).toBeUndefined();
  });

  it('takes a service without events', () => {
    expect(assessEvents(service(), expected)).toBeUndefined();
  });
});

describe('newestObstacle', () => {
  it('is the newest event that tells of a difficulty', () => {
    const events = [
      { createdAt: secondsLater(40), message: '(service shop) has started 1 tasks: (task 2).' },
      { createdAt: secondsLater(30), message: noRoom },
      { createdAt: secondsLater(20), message: unhealthy },
    ];
    expect(newestObstacle(service({ events }), expected)?.reason).toBe(noRoom);
  });

  it('is nothing where all goes well', () => {
    expect(newestObstacle(saying('(service shop) has reached a steady state.'), expected)).toBeUndefined();
  });
});
