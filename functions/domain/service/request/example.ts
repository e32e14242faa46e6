const targetGroupName = 'hello-1';

/** A spec that the sandbox's sample can deploy: a rule on its load balancer's HTTPS listener. */
export const exampleSpec = {
  version: '2.0',
  aws: {
    region: 'us-east-1',
    elb: {
      loadBalancers: [
        {
          name: 'demo-application',
          type: 'application',
          listeners: [
            {
              protocol: 'HTTPS',
              port: 443,
              rules: [
                {
                  placement: 'end',
                  conditions: [{ Field: 'host-header', Values: ['hello.example.com'] }],
                  action: { type: 'forward', targetGroupName },
                },
              ],
            },
          ],
        },
      ],
      targetGroups: [
        { name: targetGroupName, protocol: 'HTTP', port: 80, healthCheck: { protocol: 'HTTP', path: '/' } },
      ],
    },
    ecs: {
      service: {
        name: 'hello-1',
        cluster: 'demo',
        launchType: 'FARGATE',
        desiredCount: 1,
        networkConfiguration: {
          awsvpcConfiguration: { subnets: ['subnet-0123456789abcdef0'], securityGroups: ['sg-0123456789abcdef0'] },
        },
        loadBalancers: [{ containerName: 'hello', containerPort: 80, targetGroup: { name: targetGroupName } }],
      },
      taskDefinition: {
        family: 'hello',
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        cpu: '256',
        memory: '512',
        containerDefinitions: [
          {
            name: 'hello',
            image: 'registry.example.com/sandbox/runs:v41',
            essential: true,
            portMappings: [{ containerPort: 80 }],
          },
        ],
      },
    },
  },
};
