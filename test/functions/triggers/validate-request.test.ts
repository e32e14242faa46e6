import { describe, expect, it } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { requestSpecLimitBytes } from '../../../functions/domain/service/request/spec-fields.ts';
import { handler } from '../../../functions/triggers/validate-request.ts';

const context = { functionName: 'f', awsRequestId: 'r' } as Context;
const execution = { id: 'arn:run', name: 'run', startedAt: '2030-01-01T00:00:00.000Z' };

/** A JSON object of as many bytes. */
const ofSize = (bytes: number) => ({ text: 'x'.repeat(bytes - '{"text":""}'.length) });

describe('ValidateRequest, as a Lambda function', () => {
  it('passes the largest request on, with all that may stand beside its spec', async () => {
    const input = {
      spec: ofSize(requestSpecLimitBytes),
      environment: 'prod',
      variables: Object.fromEntries(['A', 'B', 'C'].map((name) => [name, 'x'.repeat(4_096)])),
      serviceOverrides: { launchType: 'x'.repeat(8_000) },
      specSource: 'x'.repeat(200),
      global_state: 'x'.repeat(4_000),
    };
    expect(await handler({ runbook: 'deploy-service', input, execution }, context)).toMatchObject({ execution });
  });

  it('refuses overrides that are larger than those of any service', async () => {
    const input = { spec: {}, environment: 'prod', serviceOverrides: { launchType: 'x'.repeat(9_000) } };
    await expect(handler({ runbook: 'deploy-service', input, execution }, context)).rejects.toThrow(
      'serviceOverrides: an object of fields of aws.ecs.service, of at most 8 KiB',
    );
  });
});
