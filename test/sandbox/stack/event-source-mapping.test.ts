import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { resourceDeployers } from '../../../sandbox/stack/resources.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ stack: false, clock: 'turned' });
});
afterAll(() => sandbox.close());

describe('an AWS::Lambda::EventSourceMapping', () => {
  it('is made with what the template says, and answered for by Lambda', async () => {
    const { services, accountId, region, url } = sandbox;
    const { arn } = services.sqs.createQueue('orders', { VisibilityTimeout: '60' });
    services.lambda.deploy({
      name: 'step',
      handler: 'step.handler',
      codeDirectory: '/nowhere',
      environment: {},
      timeoutSeconds: 10,
      memoryMb: 128,
      runtime: 'nodejs24.x',
      role: 'arn:aws:iam::000000000000:role/step',
      description: '',
      architecture: 'arm64',
      logGroup: '/aws/lambda/step',
      codeSizeBytes: 1,
      codeSha256: 'hash',
    });
    const findPackage = () => ({ codeDirectory: '/nowhere', codeSizeBytes: 1, codeSha256: 'hash' });
    const account = { accountId, region, stackName: 'stack' };
    const deployers = resourceDeployers(services, account, { findPackage, isChecked: true });
    const deployed = await deployers['AWS::Lambda::EventSourceMapping']?.(
      {
        FunctionName: services.lambda.arnOf('step'),
        EventSourceArn: arn,
        // Parameters of a stack are texts.
        BatchSize: '1000',
        MaximumBatchingWindowInSeconds: '20',
        Enabled: 'false',
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
      'Mapping',
    );
    const client = new LambdaClient({ endpoint: url, region, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
    const { EventSourceMappings } = await client.send(new ListEventSourceMappingsCommand({ FunctionName: 'step' }));
    client.destroy();
    expect(EventSourceMappings).toMatchObject([
      {
        UUID: deployed?.ref,
        EventSourceArn: arn,
        BatchSize: 1_000,
        MaximumBatchingWindowInSeconds: 20,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        State: 'Disabled',
      },
    ]);
    expect(deployed?.attributes).toEqual({
      Id: deployed?.ref,
      EventSourceMappingArn: EventSourceMappings?.[0]?.EventSourceMappingArn,
    });
  });
});
