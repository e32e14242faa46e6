import { readFileSync } from 'node:fs';
import { type ResolvedSpec, resolveServiceSpec } from '../../../../../functions/domain/service/resolve-spec.ts';
import type { JsonObject } from '../../../../../functions/domain/service/spec-problem.ts';

/** The runbook's own spec, with other names. */
export const seedText = readFileSync(new URL('../samples/seed.json', import.meta.url), 'utf8');

/** The same, to change. */
export const seed = (): JsonObject => JSON.parse(seedText);

/** Sets (or, without a value, removes) what stands at a path of a document, and returns the document. */
export const changed = (document: JsonObject, path: (string | number)[], value?: unknown): JsonObject => {
  const last = path.at(-1) ?? '';
  const owner = path.slice(0, -1).reduce<Record<string | number, unknown>>((inner, key) => {
    inner[key] ??= {};
    return inner[key] as Record<string | number, unknown>;
  }, document);
  if (value === undefined) delete owner[last];
  else owner[last] = value;
  return document;
};

/** A small spec of version 2.0 with a network load balancer and no environments. */
export const networkSpec = (): JsonObject => ({
  version: '2.0',
  aws: {
    region: 'eu-west-1',
    elb: {
      loadBalancers: [
        {
          name: 'gateway',
          type: 'network',
          listeners: [{ protocol: 'TCP', port: 3306, action: { targetGroupName: 'gateway-1' } }],
        },
      ],
      targetGroups: [{ name: 'gateway-1', protocol: 'TCP', port: 3306, healthCheck: { protocol: 'TCP' } }],
    },
    ecs: {
      service: {
        name: 'gateway',
        cluster: 'prod',
        launchType: 'EC2',
        desiredCount: 2,
        loadBalancers: [{ containerName: 'gateway', containerPort: 3306, targetGroup: { name: 'gateway-1' } }],
      },
      taskDefinition: {
        family: 'gateway',
        networkMode: 'bridge',
        containerDefinitions: [
          { name: 'gateway', image: 'example.com/gateway:1', memory: 128, portMappings: [{ containerPort: 3306 }] },
        ],
      },
    },
  },
});

/** Resolves a spec for `prestaging`. */
export const resolve = (document: unknown, contexts: string[] = []): ResolvedSpec =>
  resolveServiceSpec(document, { environment: 'prestaging', contexts });

/** `FAIL $.path: message` of every problem. */
export const lines = ({ problems }: ResolvedSpec): string[] =>
  problems.map(({ severity, path, message }) => `${severity} ${path}: ${message}`);

/** What is wrong, where, with what value (none: the field is missing), and the line that tells so. */
export type Fault = [what: string, path: (string | number)[], value: unknown, line: string];
