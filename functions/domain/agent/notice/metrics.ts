import type { InstanceOutage, NoticeContext } from './context.ts';
import { outageSeconds } from './words.ts';

/** Where CloudWatch shows these metrics. */
export const metricsNamespace = 'ECS/AgentDisconnects';

/** Instances of a message that get metrics of their own: each costs as a custom metric in the hours in which it is told. */
export const mostInstanceMetrics = 100;

/** A metric's value may be a list of so many numbers. */
const mostValues = 100;

interface MetricDefinition {
  Name: string;
  Unit: 'Count' | 'Seconds';
}

/**
 * A log line that CloudWatch Logs makes metrics of: the embedded metric format. Dimensions and metrics are members beside `_aws`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export interface MetricsLine {
  _aws: {
    /** Milliseconds since 1970. */
    Timestamp: number;
    CloudWatchMetrics: [{ Namespace: string; Dimensions: [string[]]; Metrics: MetricDefinition[] }];
  };
  [member: string]: unknown;
}

const units: Record<string, MetricDefinition['Unit']> = { OutageSeconds: 'Seconds' };

const line = (
  { now }: NoticeContext,
  dimensions: Record<string, string>,
  values: Record<string, number | number[]>,
): MetricsLine => ({
  _aws: {
    Timestamp: Date.parse(now),
    CloudWatchMetrics: [
      {
        Namespace: metricsNamespace,
        Dimensions: [Object.keys(dimensions)],
        Metrics: Object.keys(values).map((Name) => ({ Name, Unit: units[Name] ?? 'Count' })),
      },
    ],
  },
  ...dimensions,
  ...values,
});

const byInstance = (
  outages: readonly InstanceOutage[],
  context: NoticeContext,
  values: (outage: InstanceOutage) => Record<string, number>,
): MetricsLine[] =>
  outages
    .slice(0, mostInstanceMetrics)
    .map((outage) =>
      line(context, { ClusterName: context.clusterName, ContainerInstanceId: outage.id }, values(outage)),
    );

/** Metrics of an alert or a reminder: how many agents of the cluster are away; by instance, that it was alerted. */
export const disconnectedMetrics = (
  alerted: readonly InstanceOutage[],
  context: NoticeContext,
): [MetricsLine, ...MetricsLine[]] => [
  line(context, { ClusterName: context.clusterName }, { DisconnectedAgents: context.affected }),
  ...byInstance(alerted, context, () => ({ DisconnectedAgents: 1 })),
];

const parts = (values: number[]): number[][] =>
  Array.from({ length: Math.ceil(values.length / mostValues) }, (_, index) =>
    values.slice(index * mostValues, (index + 1) * mostValues),
  );

/** Metrics of outages that are over: how many are left and came back, how long each was, how often they flapped meanwhile. */
export const endedMetrics = (ended: readonly InstanceOutage[], context: NoticeContext): MetricsLine[] => {
  const dimensions = { ClusterName: context.clusterName };
  const [first = [], ...others] = parts(ended.map((outage) => outageSeconds(outage, context.now)));
  return [
    line(context, dimensions, {
      DisconnectedAgents: context.affected,
      RecoveredAgents: ended.filter(({ end }) => end === 'RECONNECTED').length,
      Flaps: ended.reduce((sum, { flaps }) => sum + flaps, 0),
      OutageSeconds: first,
    }),
    ...others.map((OutageSeconds) => line(context, dimensions, { OutageSeconds })),
    ...byInstance(ended, context, (outage) => ({ OutageSeconds: outageSeconds(outage, context.now) })),
  ];
};
