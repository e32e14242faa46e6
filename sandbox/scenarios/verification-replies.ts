import type { ServiceSpec, VerificationSpec } from '../../functions/domain/service/spec-schema/index.ts';
import { splitHeader } from '../../functions/domain/service/verification-request.ts';
import type { Services } from '../services.ts';

/** An HTTP answer. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const isPattern = (text: string): boolean => /^\/.*\/$/s.test(text);

/** The answer that a verification wants, as far as it says it literally. */
export const replyOf = (response: VerificationSpec['response'], answer: string | null): Reply => {
  const { status = [200], headers = [], body = 'ok\n' } = response ?? {};
  const literal = headers.map(splitHeader).filter(([, value]) => !isPattern(value));
  return {
    status: status[0] ?? 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...Object.fromEntries(literal) },
    body: answer ?? (isPattern(body) ? '' : body),
  };
};

/** Whether a verification's body can be answered without being told how: a regular expression cannot. */
export const needsAnswer = ({ verification }: ServiceSpec): boolean => isPattern(verification?.response?.body ?? '');

const isHealthy = ({ elb: { operations } }: Services, targetGroupName: string): boolean => {
  // A target is healthy only while a load balancer's rule or listener forwards to its group.
  const { TargetGroups = [] } = operations.DescribeTargetGroups({});
  const arn = TargetGroups.find(({ TargetGroupName }) => TargetGroupName === targetGroupName)?.TargetGroupArn;
  if (arn === undefined) return false;
  const { TargetHealthDescriptions = [] } = operations.DescribeTargetHealth({ TargetGroupArn: arn });
  return TargetHealthDescriptions.some(({ TargetHealth }) => TargetHealth?.State === 'healthy');
};

const isRunning = ({ ecs: { operations } }: Services, cluster: string, name: string): boolean => {
  const { services = [] } = operations.DescribeServices({ cluster, services: [name] });
  return services.some(({ status, runningCount = 0 }) => status === 'ACTIVE' && runningCount > 0);
};

/** Whether the spec's service is deployed: each of its target groups has a healthy target, or tasks of it run. */
export const isServed = (services: Services, { aws }: ServiceSpec): boolean => {
  const { service } = aws.ecs;
  if (!service) return false;
  const groups = (service.loadBalancers ?? []).map(({ targetGroup }) => targetGroup.name);
  if (groups.length > 0) return groups.every((name) => isHealthy(services, name));
  return isRunning(services, service.cluster.split('/').at(-1) ?? '', service.name);
};
