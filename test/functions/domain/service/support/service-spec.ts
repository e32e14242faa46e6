import { resolveServiceSpec } from '../../../../../functions/domain/service/resolve-spec.ts';
import type { ResolvedService } from '../../../../../functions/domain/service/run-state.ts';
import type { JsonObject } from '../../../../../functions/domain/service/spec-problem.ts';
import { changed } from './documents.ts';

type Path = (string | number)[];

/** A spec of a Fargate service without load balancers, in the sandbox's cluster and network. */
const document = (): JsonObject => ({
  version: '2.0',
  aws: {
    region: 'us-east-1',
    ecs: {
      service: {
        name: 'shop',
        cluster: 'demo',
        launchType: 'FARGATE',
        desiredCount: 1,
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'],
            securityGroups: ['sg-0123456789abcdef0'],
          },
        },
      },
      taskDefinition: {
        family: 'shop',
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        cpu: 256,
        memory: 512,
        containerDefinitions: [
          {
            name: 'shop',
            image: 'registry.example.com/sandbox/runs:1',
            portMappings: [{ containerPort: 80 }],
            environment: [{ name: 'COLOR', value: 'green' }],
          },
        ],
      },
    },
  },
});

export const servicePath = ['aws', 'ecs', 'service'];
export const taskDefinitionPath = ['aws', 'ecs', 'taskDefinition'];
export const containerPath = [...taskDefinitionPath, 'containerDefinitions', 0];

/** The spec above, resolved, with other values at some paths (none: removed). */
export const resolvedService = (...changes: [Path, unknown?][]): ResolvedService => {
  const whole = changes.reduce((inner, [path, value]) => changed(inner, path, value), document());
  const { spec, problems } = resolveServiceSpec(whole, { environment: 'test' });
  if (!spec) throw new Error(JSON.stringify(problems));
  return {
    spec,
    environment: 'test',
    cluster: 'demo',
    service: 'shop',
    specHash: 'hash',
    forceNewDeployment: false,
    taskDefinition: null,
    findings: [],
    missingVariables: [],
  };
};

/** A target group of the spec, and the service attached to it. */
export const attached = (name = 'shop-1'): [Path, unknown][] => [
  [
    ['aws', 'elb'],
    {
      loadBalancers: [],
      targetGroups: [{ name, protocol: 'HTTP', port: 80, healthCheck: { protocol: 'HTTP', path: '/' } }],
    },
  ],
  [[...servicePath, 'loadBalancers'], [{ containerName: 'shop', containerPort: 80, targetGroup: { name } }]],
];
