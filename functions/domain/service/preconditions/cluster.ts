import type { Finding } from '../../../../layers/shared/finding.ts';
import { fail, judge, pass, warn } from './findings.ts';
import type { Looked } from './looked.ts';

/** What DescribeClusters says of a cluster. */
export interface ClusterFact {
  status: string;
  /** Container instances that are ACTIVE or DRAINING. */
  containerInstances: number;
}

/** Whether the service can be in the cluster. */
export const checkCluster = (cluster: string, looked: Looked<ClusterFact>): Finding[] => {
  const check = `cluster ${cluster}`;
  const create = `aws ecs create-cluster --cluster-name ${cluster}`;
  const absent = { detail: 'there is no such cluster', remedy: `correct the spec, or: ${create}` };
  return judge(check, looked, absent, ({ status }) => {
    if (status === 'ACTIVE') return pass(check, 'is ACTIVE');
    const remedy =
      status === 'INACTIVE' ? `correct the spec, or: ${create}` : 'wait until it is ACTIVE, then start again';
    return fail(check, `is ${status}`, remedy);
  });
};

/** Whether the cluster has a container instance for a service that brings none with it. */
export const checkCapacity = (cluster: string, launchType: string, looked: Looked<true>): Finding[] => {
  const check = `container instances of cluster ${cluster}`;
  if (looked.state === 'MISSING') {
    const remedy =
      'register or activate some; until then tasks are not placed and the deployment does not become stable';
    return [warn(check, `none of launch type ${launchType} is ACTIVE`, remedy)];
  }
  const absent = { detail: '', remedy: '' };
  return judge(check, looked, absent, () => pass(check, `at least one of launch type ${launchType} is ACTIVE`));
};
