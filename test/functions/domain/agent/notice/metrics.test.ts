import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import {
  disconnectedMetrics,
  endedMetrics,
  type MetricsLine,
  mostInstanceMetrics,
} from '../../../../../functions/domain/agent/notice/metrics.ts';
import { newsOf, toAlert } from '../../../../../functions/domain/agent/notice/untold.ts';
import { contextOf, ledgerOf, many, now, recovery } from './notice-world.ts';

/** The rules of the specification and of CloudWatch's metrics. */
const text = (longest: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(longest));
const specification = v.strictObject({
  Timestamp: v.pipe(v.number(), v.integer(), v.minValue(0)),
  CloudWatchMetrics: v.array(
    v.strictObject({
      Namespace: v.pipe(text(255), v.regex(/^(?!AWS\/)[\w.\-#:/]+$/)),
      Dimensions: v.pipe(v.array(v.pipe(v.array(text(250)), v.maxLength(30))), v.minLength(1)),
      Metrics: v.pipe(
        v.array(v.strictObject({ Name: text(1_024), Unit: v.picklist(['Count', 'Seconds']) })),
        v.minLength(1),
        v.maxLength(100),
      ),
    }),
  ),
});
const values = v.union([v.number(), v.pipe(v.array(v.number()), v.minLength(1), v.maxLength(100))]);

const check = ({ _aws, ...members }: MetricsLine): void => {
  v.parse(specification, _aws);
  for (const { Dimensions, Metrics } of _aws.CloudWatchMetrics) {
    for (const dimension of Dimensions.flat()) v.parse(text(1_024), members[dimension]);
    for (const { Name } of Metrics) v.parse(values, members[Name]);
    expect(Object.keys(members).sort()).toEqual([...Dimensions.flat(), ...Metrics.map(({ Name }) => Name)].sort());
  }
  expect(Buffer.byteLength(JSON.stringify(members))).toBeLessThan(256 * 1_024);
};

const storm = ledgerOf(many(5_000));
const ended = ledgerOf(many(250, { endedAt: now, end: 'RECONNECTED', flaps: 1 }));
const owner = contextOf(storm).execution.id;

describe('disconnectedMetrics', () => {
  it('count the agents of the cluster that are away, and each alerted one', () => {
    const ledger = ledgerOf(many(2));
    expect(disconnectedMetrics(toAlert(ledger, owner), contextOf(ledger))).toEqual([
      {
        _aws: {
          Timestamp: Date.parse(now),
          CloudWatchMetrics: [
            {
              Namespace: 'ECS/AgentDisconnects',
              Dimensions: [['ClusterName']],
              Metrics: [{ Name: 'DisconnectedAgents', Unit: 'Count' }],
            },
          ],
        },
        ClusterName: 'prod',
        DisconnectedAgents: 2,
      },
      expect.objectContaining({
        ClusterName: 'prod',
        ContainerInstanceId: '00000000000000000000000000000000',
        DisconnectedAgents: 1,
      }),
      expect.objectContaining({ ContainerInstanceId: '00000000000000000000000000000001' }),
    ]);
  });

  it('follow the specification, with a bounded number of instances', () => {
    const lines = disconnectedMetrics(toAlert(storm, owner), contextOf(storm));
    expect(lines).toHaveLength(1 + mostInstanceMetrics);
    for (const line of lines) check(line);
    expect(lines[0]['DisconnectedAgents']).toBe(5_000);
  });
});

describe('endedMetrics', () => {
  const lines = endedMetrics(newsOf(ended, owner, recovery).ended, contextOf(ended));

  it('say what is left, what came back, how long it was and how often it flapped', () => {
    expect(lines[0]).toMatchObject({ DisconnectedAgents: 0, RecoveredAgents: 250, Flaps: 250 });
    const lengths = lines.filter((line) => !('ContainerInstanceId' in line)).map((line) => line['OutageSeconds']);
    expect(lengths.map((each) => (each as number[]).length)).toEqual([100, 100, 50]);
    expect(lengths.flat().every((seconds) => seconds === 180)).toBe(true);
  });

  it('follow the specification', () => {
    expect(lines).toHaveLength(3 + mostInstanceMetrics);
    for (const line of lines) check(line);
  });

  it('count those that are gone as no recovery', () => {
    const gone = ledgerOf(many(2, { endedAt: now, end: 'GONE' }));
    const [first] = endedMetrics(newsOf(gone, owner, recovery).ended, contextOf(gone));
    expect(first).toMatchObject({ RecoveredAgents: 0, OutageSeconds: [180, 180] });
  });
});
