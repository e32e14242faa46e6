import { describe, expect, it } from '@jest/globals';
import {
  executionLink,
  serviceLink,
  taskDefinitionLink,
} from '../../../../../functions/domain/service/report/console-links.ts';
import { fitReport } from '../../../../../functions/domain/service/report/run-report.ts';

const taskDefinitionArn = 'arn:aws:ecs:us-east-1:111122223333:task-definition/shop:2';
const action = {
  step: 'create-service',
  action: 'create',
  type: 'service',
  name: 'demo/shop',
  calls: [],
  changes: [{ field: 'f', from: 'x'.repeat(200), to: 'y'.repeat(200) }],
};
const finding = { check: 'cluster demo', status: 'PASS' as const, detail: 'd'.repeat(200) };

describe('a report', () => {
  const long = (count: number) => ({
    summary: 's',
    findings: Array.from({ length: count }, () => finding),
    data: { plan: { status: 'CHANGES', hash: 'h', actions: Array.from({ length: 40 }, () => action) } },
    links: {},
  });

  it.each([10, 60, 300])('with %d findings fits into a state', (count) => {
    expect(Buffer.byteLength(JSON.stringify(fitReport(long(count))))).toBeLessThanOrEqual(30 * 1024);
  });

  it('leaves out the changes of both plans of a replacement, counted already or not', () => {
    const { data, ...rest } = long(70);
    const counted = { plan: { ...data.plan, actions: [{ ...action, changes: 7 }] } };
    expect(
      fitReport({ ...rest, data: { strategy: 'parallel', deployment: data, teardown: counted } }).data,
    ).toMatchObject({
      strategy: 'parallel',
      deployment: { plan: { actions: expect.arrayContaining([expect.objectContaining({ changes: 1 })]) } },
      teardown: { plan: { actions: [{ changes: 7 }] } },
    });
  });

  it('leaves out the changes first, then findings, and says so', () => {
    expect(fitReport(long(70)).data).toMatchObject({
      plan: { actions: expect.arrayContaining([expect.objectContaining({ changes: 1 })]) },
    });
    expect(fitReport(long(300)).findings).toContainEqual({
      check: 'findings',
      status: 'WARN',
      detail: '260 more are not shown',
    });
  });
});

describe('links', () => {
  it('lead to the console of the region and partition', () => {
    expect(serviceLink('arn:aws-cn:ecs:cn-north-1:111122223333:service/demo/shop', 'demo')).toEqual({
      service: 'https://cn-north-1.console.amazonaws.cn/ecs/v2/clusters/demo/services/shop/health?region=cn-north-1',
    });
    expect(taskDefinitionLink(taskDefinitionArn)['taskDefinition']).toContain(
      '/ecs/v2/task-definitions/shop/2/containers',
    );
  });

  it('are left out where there is nothing to lead to', () => {
    expect([serviceLink(null, 'demo'), taskDefinitionLink(undefined), executionLink('a', undefined)]).toEqual([
      {},
      {},
      {},
    ]);
  });
});
