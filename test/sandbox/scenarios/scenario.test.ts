import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { validateRequest } from '../../../functions/domain/validate-request.ts';
import { isScenarioName, type ScenarioName, scenarios } from '../../../sandbox/scenarios/names.ts';
import { accountOf, imagesOf, regionOf, scenarioOf } from '../../../sandbox/scenarios/scenario.ts';
import { deployService } from '../../../statemachines/deploy-service/runbook.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const names = Object.keys(scenarios) as ScenarioName[];

const requestFiles = (commands: string[]): string[] => [
  ...new Set(commands.flatMap((command) => /--request (\S+)/.exec(command)?.[1] ?? [])),
];

describe.each(names)('the scenario %s', (name) => {
  it('is for an account of documentation, in the region of its specs', async () => {
    const scenario = await scenarioOf(name);
    expect({ account: accountOf(scenario), region: regionOf(scenario) }).toEqual({
      account: '111122223333',
      region: 'us-east-1',
    });
  });

  it('tells commands whose requests are shipped and valid', async () => {
    const { commands } = await scenarioOf(name);
    const files = requestFiles(commands);
    expect(files).toHaveLength(1);
    for (const file of files) {
      const request = JSON.parse(readFileSync(join(root, file), 'utf8'));
      expect(validateRequest(deployService, request).request).toMatchObject(request);
    }
  });
});

describe('scenarios', () => {
  it('have the images of their specs, but for the one that misses its own', async () => {
    expect([...imagesOf(await scenarioOf('seed'))]).toContain('nginxdemos/hello');
    expect([...imagesOf(await scenarioOf('image-missing'))]).toEqual([]);
  });

  it('are known by name', () => {
    expect([isScenarioName('seed'), isScenarioName('toString')]).toEqual([true, false]);
  });

  it('ship the seed’s block with the spec that the tests read', async () => {
    const example = readFileSync(join(root, 'statemachines/deploy-service/examples/seed.json'), 'utf8');
    const sample = readFileSync(join(root, 'test/functions/domain/service/samples/seed.json'), 'utf8');
    const { cloud_spec_json } = JSON.parse(example) as { cloud_spec_json: string };
    expect(JSON.parse(cloud_spec_json)).toEqual(JSON.parse(sample));
  });
});
