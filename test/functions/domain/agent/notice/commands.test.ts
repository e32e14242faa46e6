import { describe, expect, it } from '@jest/globals';
import { nextCommands } from '../../../../../functions/domain/agent/notice/commands.ts';
import {
  containerInstanceLink,
  hostLink,
  infrastructureLink,
} from '../../../../../functions/domain/agent/notice/links.ts';
import { contextOf, executionOf, external, type facts, idOf, ledgerOf, outage, watchOf } from './notice-world.ts';

const context = contextOf(ledgerOf({}));
const given = (changes: Partial<typeof facts> = {}, count = 1) =>
  Array.from({ length: count }, (_, index) => ({ id: idOf(index), ...outage({}, changes) }));
const pasted = (...arguments_: Parameters<typeof nextCommands>) =>
  nextCommands(...arguments_).map(({ command }) => command);

describe('nextCommands', () => {
  it('name the instance, what to look at there, its tasks, draining, autodiag and task diagnosis', () => {
    const id = idOf(0);
    expect(pasted(given(), context)).toEqual([
      'aws ssm start-session --region eu-west-1 --target i-0123456789abcdef0',
      'sudo systemctl status ecs; sudo tail -n 100 /var/log/ecs/ecs-agent.log',
      `aws ecs list-tasks --region eu-west-1 --cluster prod --container-instance ${id}`,
      `aws ecs update-container-instances-state --region eu-west-1 --cluster prod --status DRAINING --container-instances ${id}`,
      'runbook start autodiag mode=CONNECTIVITY cluster=prod launchType=EC2 endpoint=ecs.eu-west-1.amazonaws.com port=443 --stage prod --region eu-west-1',
      `runbook start autodiag mode=GENERAL cluster=prod containerInstance=${id} --stage prod --region eu-west-1`,
      'runbook start autodiag mode=TASK cluster=prod taskId=TASK_ID --stage prod --region eu-west-1',
    ]);
  });

  it('say that what runs on the instance has to wait for its agent', () => {
    const waiting = nextCommands(given(), context).filter(({ purpose }) => purpose.includes('once its agent is back'));
    expect(waiting.map(({ command }) => command.split(' ')[3])).toEqual(['mode=GENERAL', 'mode=TASK']);
  });

  it('look at the agent of Windows where that is', () => {
    expect(pasted(given({ osType: 'windows' }), context)[1]).toMatch(/^Get-Service AmazonECS;/);
  });

  it('ask other external instances about an external one', () => {
    expect(pasted(given(external), context)[4]).toContain(' launchType=EXTERNAL ');
  });

  it('leave the shell out where ECS names no machine', () => {
    expect(pasted(given({ instanceId: null }), context)[0]).toMatch(/^aws ecs list-tasks /);
    expect(pasted([{ id: idOf(0), ...outage({ facts: null }) }], context)[0]).toMatch(/^aws ecs list-tasks /);
  });

  it('drain as many as a call takes', () => {
    expect(pasted(given({}, 12), { ...context, affected: 10 })[3]?.match(/[0-9]{32}/g)).toHaveLength(10);
  });

  it('drain one only in a storm', () => {
    expect(pasted(given({}, 12), { ...context, affected: 11 })[3]?.match(/[0-9]{32}/g)).toHaveLength(1);
  });

  it('are none where nothing is away', () => {
    expect(nextCommands([], context)).toEqual([]);
  });

  it.each([
    ['a sandbox', executionOf('sandbox')],
    [
      'a machine that somebody renamed',
      { ...executionOf(), id: 'arn:aws:states:eu-west-1:111122223333:execution:own:x' },
    ],
    ['a run without an ARN', { ...executionOf(), id: 'x' }],
  ])('name no stage in %s', (_, execution) => {
    expect(pasted(given(), { ...context, execution }).at(-1)).toBe(
      'runbook start autodiag mode=TASK cluster=prod taskId=TASK_ID',
    );
  });

  it('name the endpoint of the partition', () => {
    const china = contextOf(ledgerOf({}), watchOf({ partition: 'aws-cn', region: 'cn-north-1' }));
    expect(pasted(given(), china)[4]).toContain(' endpoint=ecs.cn-north-1.amazonaws.com.cn port=443');
  });
});

describe('links', () => {
  it.each([
    ['aws', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com'],
    ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn'],
    ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com'],
  ])('lead to the console of %s', (partition, region, host) => {
    const place = contextOf(ledgerOf({}), watchOf({ partition, region }));
    expect([
      infrastructureLink(place),
      containerInstanceLink(place, 'abc'),
      hostLink(place, 'i-0123', false),
      hostLink(place, 'mi-0123', true),
    ]).toEqual([
      `${host}/ecs/v2/clusters/prod/infrastructure?region=${region}`,
      `${host}/ecs/v2/clusters/prod/infrastructure/container-instances/abc?region=${region}`,
      `${host}/ec2/home?region=${region}#InstanceDetails:instanceId=i-0123`,
      `${host}/systems-manager/fleet-manager/managed-nodes/mi-0123/general?region=${region}`,
    ]);
  });
});
