import type { Integration } from './integration.ts';
import { functionArn, lambdaInvoke, lambdaInvokeForToken } from './lambda.ts';
import { startExecutionSync } from './start-execution.ts';

/** `arn:aws:states:::…` resources the engine carries out. */
const integrations: Record<string, Integration> = {
  'lambda:invoke': lambdaInvoke,
  'lambda:invoke.waitForTaskToken': lambdaInvokeForToken,
  'states:startExecution.sync:2': startExecutionSync,
};

export const supportedResources = [
  ...Object.keys(integrations).map((name) => `arn:aws:states:::${name}`),
  'a function ARN',
];

/** What a Task's Resource stands for, or nothing when the sandbox does not carry it out. */
export const integrationOf = (resource: string): Integration | undefined => {
  const service = /^arn:aws[\w-]*:states:[\w-]*:\d*:(.+)$/.exec(resource)?.[1];
  if (service !== undefined && Object.hasOwn(integrations, service)) return integrations[service];
  return /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:.+$/.test(resource) ? functionArn(resource) : undefined;
};
