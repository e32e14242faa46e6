import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { certificate } from '../../../sandbox/services/elb/started.ts';
import { loadBalancingSpec, networkSpec, tcpListener } from '../../../support/load-balancing-spec.ts';
import { type LoadBalancingWorld, startWorld, tagsOf } from './world.ts';

let world: LoadBalancingWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const spec = networkSpec(tcpListener(3306));
/** A listener of somebody, with the target group that it forwards to. */
const existing = async (port: number, Tags?: ReturnType<typeof tagsOf>, input: object = {}) => {
  const TargetGroupArn = await world.targetGroup('theirs', { Protocol: 'TCP' });
  const { Listeners } = await world.client.createListener({
    LoadBalancerArn: world.tcpLb,
    Protocol: 'TCP',
    Port: port,
    DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    ...(Tags ? { Tags } : {}),
    ...input,
  });
  return Listeners?.[0]?.ListenerArn ?? '';
};
const stand = async () =>
  (await world.listeners()).map(({ Protocol, Port, DefaultActions }) => [
    Protocol,
    Port,
    DefaultActions?.[0]?.TargetGroupArn?.split('/')[1],
  ]);

describe('updateListeners on a network load balancer', () => {
  it('creates the listener with tags, once', async () => {
    await world.createTargetGroups(spec);
    const updated = await world.updateListeners(spec);
    const [listener] = await world.listeners();
    expect(updated).toEqual({
      listeners: [{ loadBalancer: 'tcp-lb', arn: listener?.ListenerArn, protocol: 'TCP', port: 3306 }],
      rules: [],
    });
    expect(await world.tags(listener?.ListenerArn)).toContainEqual({ Key: 'ecs-runbooks:service', Value: 'prod/web' });
    world.calls();
    expect(await world.updateListeners(spec)).toEqual(updated);
    expect(world.calls().filter((name) => !name.startsWith('Describe'))).toEqual([]);
  });

  it('turns a listener of the service to the target group', async () => {
    await world.createTargetGroups(spec);
    await existing(3306, tagsOf());
    await world.updateListeners(spec);
    expect(await stand()).toEqual([['TCP', 3306, 'tcp-1']]);
  });

  it('takes an untagged listener that forwards to its target group for its own', async () => {
    const { targetGroups } = await world.createTargetGroups(spec);
    await world.listener(world.tcpLb, 3306, targetGroups[0]?.arn, 'TCP');
    await world.updateListeners(spec);
    expect(await stand()).toEqual([['TCP', 3306, 'tcp-1']]);
  });

  it('sets the protocol of a listener of the service back', async () => {
    await world.createTargetGroups(spec);
    await existing(3306, tagsOf(), { Protocol: 'TLS', Certificates: [{ CertificateArn: certificate }] });
    await world.updateListeners(spec);
    expect(await stand()).toEqual([['TCP', 3306, 'tcp-1']]);
  });

  it('deletes a listener of the service whose port the spec no longer has', async () => {
    await world.createTargetGroups(spec);
    await world.updateListeners(spec);
    await world.updateListeners(networkSpec(tcpListener(3307)));
    expect(await stand()).toEqual([['TCP', 3307, 'tcp-1']]);
  });

  it.each([
    ['the request', spec, true],
    ['the listener', networkSpec(tcpListener(3306, { allowExisting: true })), undefined],
  ])('changes a listener that is nobody’s where %s allows it', async (_name, allowing, allowExisting) => {
    await world.createTargetGroups(spec);
    await existing(3306);
    await world.updateListeners(allowing, allowExisting);
    expect(await stand()).toEqual([['TCP', 3306, 'tcp-1']]);
  });

  it.each([
    ['it is nobody’s', spec, undefined, 'already exists (forward to theirs) and was not made by a deployment'],
    ['the request forbids it', networkSpec(tcpListener(3306, { allowExisting: true })), false, 'allowExisting=true'],
  ])('fails with ExistingResourceError when %s', async (_name, given, allowExisting, message) => {
    await world.createTargetGroups(spec);
    await existing(3306);
    await expect(world.updateListeners(given, allowExisting)).rejects.toMatchObject({
      name: 'ExistingResourceError',
      message: expect.stringContaining(message),
    });
  });

  it('fails with ExistingResourceError for another service’s, or one for another protocol, even where allowed', async () => {
    await world.createTargetGroups(spec);
    const arn = await existing(3306, tagsOf('other'));
    await expect(world.updateListeners(spec, true)).rejects.toMatchObject({
      message: expect.stringContaining('belongs to prod/other'),
    });
    await world.client.deleteListener({ ListenerArn: arn });
    await existing(3306, undefined, { Protocol: 'TLS', Certificates: [{ CertificateArn: certificate }] });
    await expect(world.updateListeners(spec, true)).rejects.toMatchObject({
      name: 'ExistingResourceError',
      message: expect.stringContaining('the port already has a listener for TLS'),
    });
  });

  it('fails with LoadBalancerUnsuitableError once for a load balancer that is of another type', async () => {
    const listeners = [tcpListener(1), tcpListener(2)];
    const wrong = loadBalancingSpec({
      loadBalancers: [{ name: 'web-lb', type: 'network', listeners }],
      targetGroups: spec.aws.elb?.targetGroups ?? [],
    });
    await expect(world.updateListeners(wrong)).rejects.toMatchObject({
      name: 'LoadBalancerUnsuitableError',
      message:
        'the load balancers are not as the spec needs them: load balancer web-lb: is of type application, ' +
        "the spec says network (correct the spec's type)",
    });
  });
});
