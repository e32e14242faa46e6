import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';

export const machine = 'i-0123456789abcdef0';
export const external = 'mi-0123456789abcdef0';

/** A bare sandbox whose cluster `demo` has an EC2 instance and an external one. */
export const startControlled = async () => {
  const sandbox: Sandbox = await startSandbox({ stack: false, clock: 'turned' });
  const { ecs } = sandbox.services;
  ecs.operations.CreateCluster({ clusterName: 'demo' });
  ecs.registerInstance({ clusterName: 'demo', launchType: 'EC2', ec2InstanceId: machine });
  ecs.registerInstance({ clusterName: 'demo', launchType: 'EXTERNAL', ec2InstanceId: external });
  const call = async (path: string, method = 'GET', body?: unknown) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${sandbox.url}/_sandbox/${path}`, init);
    return { status: response.status, body: await response.json() };
  };
  return {
    sandbox,
    get: (path: string) => call(path),
    post: (path: string, body: unknown) => call(path, 'POST', body),
    /** Whether the agent of the machine's instance is connected. */
    isConnected: (id: string) => ecs.instance(id).instance.agentConnected,
  };
};
