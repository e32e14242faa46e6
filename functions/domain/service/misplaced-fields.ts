import { fail, isJsonObject, type JsonObject, type LocatedProblem, type Path, warn } from './spec-problem.ts';
import type { SpecVersion } from './spec-version.ts';

/** The object under a key, if there is one. */
export const objectIn = (owner: JsonObject | undefined, key: string): JsonObject | undefined => {
  const value = owner?.[key];
  return isJsonObject(value) ? value : undefined;
};

/** Takes out what another version writes elsewhere, with a problem that says where. */
export const refuse = (owner: JsonObject | undefined, path: Path, keys: Record<string, string>): LocatedProblem[] =>
  Object.entries(keys).flatMap(([key, message]) => {
    if (owner?.[key] === undefined) return [];
    delete owner[key];
    return [fail([...path, key], message)];
  });

const refuseAtRoot = (version: SpecVersion, document: JsonObject): LocatedProblem[] => {
  const aws = objectIn(document, 'aws');
  if (version === '0') {
    const message = 'in version 0 this stands at the root; write "version": "2.0" if the spec is newer';
    return refuse(aws, ['aws'], { elb: message, ecs: message });
  }
  const twice = ['elb', 'ecs'].filter((key) => document[key] !== undefined && aws?.[key] !== undefined);
  for (const key of twice) delete document[key];
  return [
    ...twice.map((key) => warn([key], `not read: aws.${key} is there too`)),
    ...refuse(document, [], { elb: 'belongs under aws', ecs: 'belongs under aws', route53: 'belongs under aws' }),
  ];
};

const refuseOfLoadBalancers = (version: SpecVersion, elb: JsonObject | undefined, path: Path): LocatedProblem[] => {
  if (version !== '2.0') {
    const one = `version ${version} has one loadBalancer with one listener; write "version": "2.0" for lists`;
    return [
      ...refuse(elb, path, { loadBalancers: one }),
      ...refuse(objectIn(elb, 'loadBalancer'), [...path, 'loadBalancer'], { listeners: one }),
    ];
  }
  const balancers = Array.isArray(elb?.['loadBalancers']) ? elb['loadBalancers'] : [];
  return [
    ...refuse(elb, path, { loadBalancer: 'version 2.0 has a list: loadBalancers' }),
    ...balancers.flatMap((balancer, index) =>
      refuse(isJsonObject(balancer) ? balancer : undefined, [...path, 'loadBalancers', index], {
        listener: 'version 2.0 has a list: listeners',
      }),
    ),
  ];
};

/** What versions before 2.0 say of their one listener. */
const checkOldListener = (version: SpecVersion, elb: JsonObject | undefined, path: Path): LocatedProblem[] => {
  const balancer = objectIn(elb, 'loadBalancer');
  const rules = objectIn(balancer, 'listener')?.['rules'];
  const groups = version === '0' && Array.isArray(elb?.['targetGroups']) ? elb['targetGroups'] : [];
  return [
    ...(Array.isArray(rules)
      ? [fail([...path, 'loadBalancer', 'listener', 'rules'], 'an object of one list of rules for each role')]
      : []),
    ...(version === '0' && balancer?.['type'] === 'network'
      ? [fail([...path, 'loadBalancer', 'type'], 'version 0 has application load balancers only')]
      : []),
    ...groups.flatMap((group, index) =>
      isJsonObject(group) && /^tcp$/i.test(String(group['protocol']))
        ? [fail([...path, 'targetGroups', index, 'protocol'], 'version 0 has HTTP and HTTPS only')]
        : [],
    ),
  ];
};

/** What stands where the document's version does not have it. It is taken out of the document. */
export const takeMisplaced = (version: SpecVersion, document: JsonObject): LocatedProblem[] => {
  const atRoot = refuseAtRoot(version, document);
  const home = version === '0' ? document : objectIn(document, 'aws');
  const path = version === '0' ? ['elb'] : ['aws', 'elb'];
  const elb = objectIn(home, 'elb');
  return [
    ...atRoot,
    ...refuseOfLoadBalancers(version, elb, path),
    ...(version === '2.0' ? [] : checkOldListener(version, elb, path)),
  ];
};
