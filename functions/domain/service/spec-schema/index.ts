import * as v from 'valibot';
import { fields, matching, text } from '../spec-fields.ts';
import { loadBalancing } from './load-balancing.ts';
import { containerService, route53 } from './service.ts';
import { verification } from './verification.ts';

const { optional } = v;

/** A service spec of version 2.0 for one environment; older ones are brought to this shape first. */
export const serviceSpec = fields({
  $schema: optional(text()),
  deploy: optional(v.unknown()),
  aws: fields({
    region: matching(/[a-z]{2,}(?:-[a-z]+)+-\d/, 'an AWS region such as us-east-1'),
    elb: optional(loadBalancing),
    ecs: containerService,
    route53: optional(route53),
  }),
  verification: optional(verification),
});

/** A service spec for one environment, every value of the type that AWS gives the field. */
export type ServiceSpec = v.InferOutput<typeof serviceSpec>;

type Part<Owner, Key extends keyof Owner> = NonNullable<Owner[Key]>;
type Aws = ServiceSpec['aws'];

/** `aws.elb` of a spec. */
export type LoadBalancingSpec = Part<Aws, 'elb'>;
/** One of `aws.elb.loadBalancers`. */
export type LoadBalancerSpec = LoadBalancingSpec['loadBalancers'][number];
/** One of a load balancer's listeners. */
export type ListenerSpec = LoadBalancerSpec['listeners'][number];
/** One of `aws.elb.targetGroups`. */
export type TargetGroupSpec = LoadBalancingSpec['targetGroups'][number];
/** `aws.ecs.service` of a spec. */
export type EcsServiceSpec = Part<Aws['ecs'], 'service'>;
/** A task definition of a spec; `cpu` in units and `memory` in MiB, as text. */
export type TaskDefinitionSpec = Part<Aws['ecs'], 'taskDefinition'>;
/** `verification` of a spec. */
export type VerificationSpec = Part<ServiceSpec, 'verification'>;
/** A rule of an application load balancer's listener. */
export type ListenerRuleSpec = Extract<Part<ListenerSpec, 'rules'>, readonly unknown[]>[number];

/** A value of which any part may be missing, because it was wrong. */
export type DeepPartial<T> = T extends readonly (infer Item)[]
  ? (DeepPartial<Item> | undefined)[]
  : T extends object
    ? { [Key in keyof T]?: DeepPartial<T[Key]> | undefined }
    : T;

/** A spec whose wrong parts have been taken out, so that the rest can still be checked. */
export type PartialSpec = DeepPartial<ServiceSpec>;
