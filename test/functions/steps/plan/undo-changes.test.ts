import { describe, expect, it } from '@jest/globals';
import type { UndoClients } from '../../../../functions/clients/undo/read-made.ts';
import { ownershipTags } from '../../../../functions/domain/service/ownership.ts';
import type { Planned } from '../../../../functions/domain/service/plan/action.ts';
import { makePlan } from '../../../../functions/domain/service/plan/make-plan.ts';
import type { ServiceRunRequest } from '../../../../functions/domain/service/run-state.ts';
import type { UndoProgress } from '../../../../functions/domain/service/undo.ts';
import { undoChanges } from '../../../../functions/steps/plan/undo-changes.ts';
import { resolvedService } from '../../domain/service/support/service-spec.ts';

const execution = { id: 'arn:run', name: 'run', startedAt: '2030-01-01T00:00:00.000Z' };
const tags = ownershipTags({ cluster: 'demo', service: 'shop', stage: 's', environment: 'test', execution: 'arn:run' });
const named = (name: string) => Object.assign(new Error('said so'), { name, $metadata: { httpStatusCode: 400 } });

/** A client that answers by the name of the command, and keeps what it was sent. */
const fake = (answers: Record<string, () => object>) => {
  const sent: string[] = [];
  const send = async (command: { constructor: { name: string } }) => {
    const name = command.constructor.name.replace(/Command$/, '');
    sent.push(name);
    return answers[name]?.() ?? {};
  };
  return { sent, client: { send } as never };
};

const service = (status: string) => ({
  services: [{ status, serviceArn: 'arn:service', tags: Object.entries(tags).map(([key, value]) => ({ key, value })) }],
});

const planned = (given: Partial<Planned> = {}): Planned => ({
  step: 'create-service',
  action: 'create',
  type: 'service',
  name: 'demo/shop',
  calls: [],
  changes: [],
  undo: [],
  ...given,
});

interface Given {
  answers?: Record<string, () => object>;
  planned?: Planned[];
  minutes?: number;
  undone?: UndoProgress;
  onFailure?: 'rollback' | 'keep';
  state?: object;
}

const undo = async ({
  answers = {},
  planned: all = [planned()],
  minutes = 0,
  undone,
  onFailure = 'rollback',
  state = {},
}: Given) => {
  const { sent, client } = fake(answers);
  const clients: UndoClients = { ecs: client, elb: client, autoScaling: client };
  const now = new Date(Date.parse(execution.startedAt) + minutes * 60_000).toISOString();
  const logger = { info: () => undefined, warn: () => undefined };
  const progress = await undoChanges(clients, { now, logger, settings: undefined })({
    request: { dryRun: false, onFailure } as ServiceRunRequest,
    resolved: resolvedService(),
    execution,
    plan: makePlan({ planned: all, specHash: null, execution: execution.id }),
    failure: { CheckServiceStable: {} },
    service: {},
    polling: { attempts: 0, startedAt: execution.startedAt },
    undone,
    ...state,
  });
  return { progress, sent };
};

describe('UndoChanges', () => {
  it('deletes what the run made and waits for its end, without deleting it twice', async () => {
    const first = await undo({ answers: { DescribeServices: () => service('ACTIVE') } });
    expect(first.progress).toMatchObject({ status: 'PENDING', undone: ['deleted service demo/shop'], waitSeconds: 10 });
    const second = await undo({ answers: { DescribeServices: () => service('DRAINING') }, undone: first.progress });
    expect(second).toMatchObject({ progress: { status: 'PENDING' }, sent: ['DescribeServices'] });
    const last = await undo({ undone: second.progress });
    expect(last.progress).toMatchObject({ status: 'DONE', undone: ['deleted service demo/shop'], left: [] });
  });

  it('leaves what other runs made', async () => {
    const others = { services: [{ ...service('ACTIVE').services[0], tags: [] }] };
    const { progress, sent } = await undo({ answers: { DescribeServices: () => others } });
    expect(progress).toMatchObject({ status: 'DONE', undone: [], left: [] });
    expect(sent).toEqual(['DescribeServices']);
  });

  it('names a service that does not end in time, and goes on to the rest', async () => {
    const group = planned({
      step: 'create-target-groups',
      action: 'change',
      type: 'target group',
      name: 'a',
      arn: 'arn:a',
    });
    const call = { call: 'elasticloadbalancing:ModifyTargetGroup' as const, input: { TargetGroupArn: 'arn:a' } };
    const { progress, sent } = await undo({
      answers: { DescribeServices: () => service('DRAINING') },
      planned: [planned(), { ...group, undo: [call] }],
      minutes: 15,
      state: { targetGroups: {} },
    });
    expect(progress).toMatchObject({
      status: 'OVERDUE',
      undone: ['restored target group a'],
      left: [{ what: 'delete service demo/shop', command: expect.stringContaining('aws ecs wait services-inactive') }],
      ended: ['create-service', 'create-target-groups'],
    });
    expect(sent).toEqual(['DescribeServices', 'ModifyTargetGroup']);
  });

  it.each([
    [0, { status: 'PENDING', left: [] }],
    [15, { status: 'OVERDUE', left: [{ reason: 'ThrottlingException: said so' }] }],
  ])('after %d minutes meets throttling with %j', async (minutes, expected) => {
    const answers = {
      DescribeServices: () => service('ACTIVE'),
      DeleteService: () => {
        throw named('ThrottlingException');
      },
    };
    expect((await undo({ answers, minutes })).progress).toMatchObject(expected);
  });

  it('counts as undone what is gone already', async () => {
    const answers = {
      DescribeServices: () => service('ACTIVE'),
      DeleteService: () => {
        throw named('ServiceNotFoundException');
      },
    };
    expect((await undo({ answers, minutes: 15 })).progress.undone).toEqual(['deleted service demo/shop']);
  });

  it('says what it could not look for, with the command that removes it', async () => {
    const answers = {
      DescribeServices: () => {
        throw named('AccessDeniedException');
      },
    };
    expect((await undo({ answers })).progress).toMatchObject({
      status: 'DONE',
      left: [
        {
          what: 'delete service demo/shop',
          reason: 'AccessDeniedException: said so',
          command: `aws ecs delete-service --cli-input-json '{"cluster":"demo","service":"shop","force":true}'`,
        },
      ],
    });
  });

  it('touches nothing where the run is to keep what it made, nor where no step was entered', async () => {
    expect(await undo({ onFailure: 'keep' })).toMatchObject({
      progress: { stands: ['created service demo/shop'] },
      sent: [],
    });
    expect(await undo({ state: { service: undefined } })).toMatchObject({
      progress: { status: 'DONE', undone: [] },
      sent: [],
    });
  });
});
