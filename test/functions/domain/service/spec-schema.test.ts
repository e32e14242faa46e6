import { PutScalingPolicyRequest$, RegisterScalableTargetRequest$ } from '@aws-sdk/client-application-auto-scaling';
import { RegisterTaskDefinitionRequest$ } from '@aws-sdk/client-ecs';
import { RuleCondition$ } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from '@jest/globals';
import { NormalizedSchema } from '@smithy/core/schema';
import type * as v from 'valibot';
import { ruleCondition } from '../../../../functions/domain/service/spec-schema/load-balancing.ts';
import { scalableTarget, scalingPolicy } from '../../../../functions/domain/service/spec-schema/scaling.ts';
import { taskDefinition } from '../../../../functions/domain/service/spec-schema/task-definition.ts';
import { asNode, type Node, structureOf } from '../../../../functions/domain/service/spec-structure.ts';

type Shape = string | Shape[] | { [field: string]: Shape };

/** What an AWS request takes, as nested names of types. */
const shapeOfAws = (schema: unknown): Shape => {
  const normal = NormalizedSchema.of(schema as Parameters<typeof NormalizedSchema.of>[0]);
  if (normal.isStructSchema()) {
    return Object.fromEntries([...normal.structIterator()].map(([name, member]) => [name, shapeOfAws(member)]));
  }
  if (normal.isListSchema()) return [shapeOfAws(normal.getValueSchema())];
  if (normal.isMapSchema()) return { '*': shapeOfAws(normal.getValueSchema()) };
  if (normal.isBooleanSchema()) return 'boolean';
  return normal.isNumericSchema() ? 'number' : 'text';
};

const shapeOfOurs = (schema: Node): Shape => {
  const node = structureOf(schema);
  if (node.entries) {
    return Object.fromEntries(Object.entries(node.entries).map(([name, inner]) => [name, shapeOfOurs(inner)]));
  }
  if (node.item) return [shapeOfOurs(node.item)];
  if (node.type === 'record' && node.value) return { '*': shapeOfOurs(node.value) };
  if (node.type === 'boolean') return 'boolean';
  const options = (node.options ?? []) as (Node | string)[];
  const first = options[0];
  return typeof first === 'object' && first.type === 'number' ? 'number' : 'text';
};

/** Without fields of AWS that the spec writes otherwise or has no use for. */
const without = (shape: Shape, ...fields: string[]): Shape =>
  Object.fromEntries(Object.entries(shape as Record<string, Shape>).filter(([field]) => !fields.includes(field)));

describe('the schema of a spec has the fields and types that AWS gives', () => {
  it.each<[string, unknown, v.GenericSchema, string[]]>([
    ['a task definition', RegisterTaskDefinitionRequest$, taskDefinition, []],
    ['a condition of a rule', RuleCondition$, ruleCondition, []],
    ['a scalable target', RegisterScalableTargetRequest$, scalableTarget, []],
    [
      'a scaling policy',
      PutScalingPolicyRequest$,
      scalingPolicy,
      ['PredictiveScalingPolicyConfiguration', 'TargetTrackingScalingPolicyConfiguration'],
    ],
  ])('%s', (_, aws, ours, otherwise) => {
    expect(without(shapeOfOurs(asNode(ours)), ...otherwise)).toEqual(without(shapeOfAws(aws), ...otherwise));
  });

  it('a target tracking policy, but for the label that a deployment looks up', () => {
    const field = 'TargetTrackingScalingPolicyConfiguration';
    const ours = (shapeOfOurs(asNode(scalingPolicy)) as Record<string, Record<string, Shape>>)[field];
    const aws = (shapeOfAws(PutScalingPolicyRequest$) as Record<string, Record<string, Shape>>)[field];
    expect({ ...ours, PredefinedMetricSpecification: undefined }).toEqual({
      ...aws,
      PredefinedMetricSpecification: undefined,
    });
    expect(ours?.['PredefinedMetricSpecification']).toEqual({
      PredefinedMetricType: 'text',
      ResourceLabel: { loadBalancerName: 'text', targetGroupName: 'text' },
    });
  });
});
