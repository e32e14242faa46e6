import type { CreateEventSourceMappingCommandInput, EventSourceMappingConfiguration } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import type { Call } from '../../../../sandbox/service.ts';
import { turnedClock } from '../../../../sandbox/turned-clock.ts';
import { useFunctions } from '../../lambda/set-up.ts';

const setUp = useFunctions();

const call: Call = { region: 'eu-west-1', accessKeyId: 'sandbox', signal: new AbortController().signal };

type Operation = (input: object, call: Call) => Promise<EventSourceMappingConfiguration>;

const start = (file = 'common', attributes: Record<string, string> = {}) => {
  const { lambda, lines, sqs, world } = setUp(file, {}, turnedClock());
  const { arn } = sqs.createQueue('orders', attributes);
  const operations = lambda.service.operations as unknown as Record<string, Operation>;
  const send = async (operation: string, input: object) => operations[operation]?.(input, call);
  return {
    arn,
    lines,
    sqs,
    world,
    send,
    create: (input: Partial<CreateEventSourceMappingCommandInput> = {}) =>
      send('CreateEventSourceMapping', { FunctionName: 'step', EventSourceArn: arn, ...input }),
    list: async (input: object = {}) =>
      (await send('ListEventSourceMappings', input)) as { EventSourceMappings?: unknown[]; NextMarker?: string },
    /** How often the function was run. */
    runs: () => lines.filter((line) => line.startsWith('START')).length,
    pass: (seconds: number) => world.clock.sleep(seconds * 1_000),
  };
};

const constraint = (member: string, value: unknown, bound: string) => ({
  code: 'ValidationException',
  message: `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${bound}`,
});
const invalid = (message: string) => ({ code: 'InvalidParameterValueException', status: 400, message });

describe('CreateEventSourceMapping', () => {
  it('describes the mapping that it makes', async () => {
    const { create, send, arn, world } = start();
    const created = await create();
    expect(created).toEqual({
      UUID: expect.stringMatching(/^[\da-f-]{36}$/),
      EventSourceMappingArn: `arn:aws:lambda:eu-west-1:000000000000:event-source-mapping:${created?.UUID}`,
      EventSourceArn: arn,
      FunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:step',
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      FunctionResponseTypes: [],
      LastModified: new Date(world.clock.now()),
      State: 'Creating',
      StateTransitionReason: 'USER_INITIATED',
    });
    expect(await send('GetEventSourceMapping', { UUID: created?.UUID })).toEqual({ ...created, State: 'Enabled' });
  });

  it('keeps what it is told', async () => {
    const settings = {
      BatchSize: 1_000,
      MaximumBatchingWindowInSeconds: 20,
      FunctionResponseTypes: ['ReportBatchItemFailures' as const],
      ScalingConfig: { MaximumConcurrency: 2 },
    };
    expect(await start().create(settings)).toMatchObject(settings);
  });

  it('brings the messages of the queue to the function', async () => {
    const { create, sqs, arn, pass, runs } = start();
    await create();
    await sqs.send(arn, 'one');
    await pass(1);
    expect(runs()).toBe(1);
    expect(sqs.messages(arn)).toEqual([]);
  });

  it('meets the faults of the function, and tries again', async () => {
    const { create, sqs, arn, pass, runs, world } = start();
    world.faults.add({ service: 'lambda', operation: 'Invoke', error: 'TooManyRequestsException', times: 2 });
    await create();
    await sqs.send(arn, 'one');
    await pass(2);
    expect(runs()).toBe(0);
    await pass(2);
    expect(runs()).toBe(1);
  });

  it.each([
    ['batchSize', { BatchSize: 0 }, 0, 'have value greater than or equal to 1'],
    ['batchSize', { BatchSize: 10_001 }, 10_001, 'have value less than or equal to 10000'],
    [
      'maximumBatchingWindowInSeconds',
      { MaximumBatchingWindowInSeconds: 301 },
      301,
      'have value less than or equal to 300',
    ],
    [
      'scalingConfig.maximumConcurrency',
      { ScalingConfig: { MaximumConcurrency: 1 } },
      1,
      'have value greater than or equal to 2',
    ],
    [
      'functionResponseTypes',
      { FunctionResponseTypes: ['All'] },
      '[All]',
      'satisfy constraint: [Member must satisfy enum value set: [ReportBatchItemFailures]]',
    ],
    [
      'functionResponseTypes',
      { FunctionResponseTypes: ['ReportBatchItemFailures', 'ReportBatchItemFailures'] },
      '[ReportBatchItemFailures, ReportBatchItemFailures]',
      'have length less than or equal to 1',
    ],
  ])('refuses a value of %s that is out of bounds', async (member, input, value, bound) => {
    const { create } = start();
    await expect(create(input as object)).rejects.toMatchObject(constraint(member, value, bound));
  });

  it.each([
    [
      { BatchSize: 11 },
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    ],
    [{ FunctionName: 'gone' }, 'Function does not exist'],
    [{ EventSourceArn: undefined }, 'Unrecognized event source.'],
    [
      { EventSourceArn: 'arn:aws:kinesis:eu-west-1:000000000000:stream/orders' },
      'arn:aws:kinesis:eu-west-1:000000000000:stream/orders is not a queue: the sandbox maps SQS queues to functions, and nothing else',
    ],
    [
      { EventSourceArn: 'arn:aws:sqs:eu-west-1:000000000000:gone' },
      'Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.',
    ],
    [
      { FilterCriteria: { Filters: [] }, StartingPosition: 'LATEST' as const },
      'the sandbox does not act on FilterCriteria, StartingPosition of an event source mapping; leave it out',
    ],
  ])('refuses what cannot be: %j', async (input, message) => {
    const { create } = start();
    await expect(create(input as object)).rejects.toMatchObject(invalid(message));
  });

  it('refuses a queue that shows its messages again before the function’s limit is over', async () => {
    const { create } = start('common', { VisibilityTimeout: '19' });
    await expect(create()).rejects.toMatchObject(
      invalid('Queue visibility timeout: 19 seconds is less than Function timeout: 20 seconds'),
    );
  });

  it('refuses a second mapping of the same queue and function', async () => {
    const { create, arn } = start();
    const first = await create();
    await expect(create({ FunctionName: 'step:$LATEST' })).rejects.toMatchObject({
      code: 'ResourceConflictException',
      status: 409,
      message: `An event source mapping with SQS arn (" ${arn} ") and function (" step ") already exists. Please update or delete the existing mapping with UUID ${first?.UUID}`,
    });
  });
});

describe('ListEventSourceMappings', () => {
  it('finds by queue and function, in pages', async () => {
    const { create, list, sqs, arn } = start();
    const other = sqs.createQueue('other').arn;
    const [first, second] = [await create(), await create({ EventSourceArn: other })];
    const enabled = [first, second].map((mapping) => ({ ...mapping, State: 'Enabled' }));
    expect(await list()).toEqual({ EventSourceMappings: enabled });
    expect(await list({ EventSourceArn: other })).toEqual({ EventSourceMappings: [enabled[1]] });
    expect(await list({ EventSourceArn: arn, FunctionName: 'step' })).toEqual({ EventSourceMappings: [enabled[0]] });
    expect(await list({ FunctionName: 'gone' })).toEqual({ EventSourceMappings: [] });
    const page = await list({ MaxItems: 1 });
    expect(page).toEqual({ EventSourceMappings: [enabled[0]], NextMarker: expect.any(String) });
    expect(await list({ Marker: page.NextMarker })).toEqual({ EventSourceMappings: [enabled[1]] });
  });
});

describe('UpdateEventSourceMapping', () => {
  it('stops and starts the flow of messages', async () => {
    const { create, send, sqs, arn, pass, runs } = start();
    const UUID = (await create({ Enabled: false }))?.UUID;
    await sqs.send(arn, 'one');
    await pass(5);
    expect(runs()).toBe(0);
    expect(await send('GetEventSourceMapping', { UUID })).toMatchObject({ State: 'Disabled' });
    expect(await send('UpdateEventSourceMapping', { UUID, Enabled: true })).toMatchObject({ State: 'Updating' });
    await pass(1);
    expect(runs()).toBe(1);
    await send('UpdateEventSourceMapping', { UUID, Enabled: false });
    await sqs.send(arn, 'two');
    await pass(5);
    expect(runs()).toBe(1);
  });

  it('changes what it is told, and leaves the rest', async () => {
    const { create, send } = start();
    const created = await create({ BatchSize: 5, ScalingConfig: { MaximumConcurrency: 3 } });
    const changed = await send('UpdateEventSourceMapping', {
      UUID: created?.UUID,
      MaximumBatchingWindowInSeconds: 9,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: {},
    });
    const { ScalingConfig: _, ...rest } = created ?? {};
    expect(changed).toEqual({
      ...rest,
      MaximumBatchingWindowInSeconds: 9,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      State: 'Updating',
    });
  });

  it('holds the settings to each other', async () => {
    const { create, send } = start();
    const created = await create({ BatchSize: 100, MaximumBatchingWindowInSeconds: 1 });
    const update = { UUID: created?.UUID, MaximumBatchingWindowInSeconds: 0 };
    await expect(send('UpdateEventSourceMapping', update)).rejects.toMatchObject(
      invalid('Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10'),
    );
  });
});

describe('DeleteEventSourceMapping', () => {
  it('ends the flow of messages', async () => {
    const { create, send, sqs, arn, pass, runs } = start();
    const UUID = (await create())?.UUID;
    expect(await send('DeleteEventSourceMapping', { UUID })).toMatchObject({ State: 'Deleting' });
    await sqs.send(arn, 'one');
    await pass(5);
    expect(runs()).toBe(0);
    for (const operation of ['Get', 'Update', 'Delete']) {
      await expect(send(`${operation}EventSourceMapping`, { UUID })).rejects.toMatchObject({
        code: 'ResourceNotFoundException',
        status: 404,
        message: 'The resource you requested does not exist.',
      });
    }
  });
});
