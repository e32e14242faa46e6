import { describe, expect, it } from '@jest/globals';
import type { AutodiagRequest } from '../../../../functions/domain/diagnosis/autodiag-request.ts';
import { decidePlacement } from '../../../../functions/domain/diagnosis/diagnostic-placement.ts';

const request = (fields: Partial<AutodiagRequest> = {}): AutodiagRequest => ({
  mode: 'GENERAL',
  cluster: 'prod',
  timeoutSeconds: 300,
  probeTimeoutSeconds: 5,
  ...fields,
});
const network = { subnets: ['subnet-1'], assignPublicIp: 'DISABLED' as const };
const awsvpc = { awsvpcConfiguration: { subnets: ['subnet-2'] } };

describe('decidePlacement', () => {
  it('runs on some EC2 instance when nothing says where', () => {
    expect(decidePlacement(request(), {})).toEqual({ launchType: 'EC2' });
  });

  it('runs on Fargate when only a network is given', () => {
    expect(decidePlacement(request({ network }), {})).toEqual({
      launchType: 'FARGATE',
      network: { awsvpcConfiguration: network },
    });
  });

  it('starts on the container instance that is named', () => {
    expect(decidePlacement(request({ containerInstance: 'ci' }), {})).toMatchObject({ containerInstance: 'ci' });
  });

  it('stands in the network of the service', () => {
    const service = { launchType: 'FARGATE' as const, networkConfiguration: awsvpc };
    expect(decidePlacement(request({ service: 'web' }), { service })).toEqual({
      launchType: 'FARGATE',
      network: awsvpc,
    });
  });

  it('takes Fargate from the service capacity providers', () => {
    const service = { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }], networkConfiguration: awsvpc };
    expect(decidePlacement(request({ service: 'web' }), { service }).launchType).toBe('FARGATE');
  });

  it('joins a task of a service that has no network of its own', () => {
    const facts = { service: { launchType: 'EC2' as const }, task: { containerInstanceArn: 'ci' } };
    expect(decidePlacement(request({ service: 'web' }), facts)).toEqual({ launchType: 'EC2', containerInstance: 'ci' });
  });

  it('goes to the instance of the task that is searched for', () => {
    const task = { taskArn: 't', containerInstanceArn: 'ci', launchType: 'EXTERNAL' as const };
    expect(decidePlacement(request({ mode: 'TASK', taskId: 't' }), { task })).toEqual({
      launchType: 'EXTERNAL',
      containerInstance: 'ci',
    });
  });

  it('fails with TaskHasNoContainerInstanceError for a task on Fargate', () => {
    const task = { taskArn: 't', launchType: 'FARGATE' as const };
    expect(() => decidePlacement(request({ mode: 'TASK', taskId: 't' }), { task })).toThrow(
      expect.objectContaining({ name: 'TaskHasNoContainerInstanceError' }),
    );
  });
});
