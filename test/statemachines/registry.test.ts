import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { validateRequest } from '../../functions/domain/validate-request.ts';
import { runbooks } from '../../statemachines/index.ts';

const folder = join(import.meta.dirname, '..', '..', 'statemachines');

interface Shape {
  entries?: Record<string, Shape>;
  wrapped?: Shape;
}

/** Dotted paths of the fields that hold a value, objects opened. */
const paths = (shape: Shape, prefix = ''): string[] =>
  Object.entries(shape.entries ?? {}).flatMap(([name, member]) => {
    const inner = member.wrapped ?? member;
    return inner.entries ? paths(inner, `${prefix}${name}.`) : [`${prefix}${name}`];
  });

describe.each(runbooks)('the runbook $name', (runbook) => {
  it('says what each field means', () => {
    expect(Object.keys(runbook.fields).toSorted()).toEqual(paths(runbook.request as Shape).toSorted());
  });

  it.each(globSync(`${runbook.name}/examples/*.json`, { cwd: folder }))('takes its example %s', (file) => {
    const example = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    expect(validateRequest(runbook, example).request).toMatchObject(example);
  });

  it('takes the example it shows', () => {
    expect(validateRequest(runbook, runbook.example).request).toMatchObject(runbook.example);
  });
});
