import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..');

interface Rule {
  /** Files it is about, as a path's beginning or a pattern. */
  from: RegExp;
  /** Paths inside the project and package names that may be imported. */
  may: RegExp[];
}

const any = /./;
const npm = /^(?!\.)(?!(functions|statemachines|layers|sandbox|cli|bench|test)\/)/;
const node = /^node:/;
const contracts = /^layers\/[^/]+\/contract\.ts$/;
const smallLibraries = /^(valibot|fastest-levenshtein|node:crypto)$/;

/** docs/architecture.md has the same table in words. First match wins. */
const rules: Rule[] = [
  { from: /^layers\/[^/]+\/contract\.ts$/, may: [] },
  { from: /^layers\/shared\//, may: [/^layers\/shared\//, npm] },
  { from: /^layers\/autodiag\//, may: [/^layers\/autodiag\//, /^layers\/shared\//, npm] },
  { from: /^layers\/sentry\//, may: [/^layers\/sentry\//, /^layers\/shared\//, npm] },
  { from: /^layers\//, may: [/^layers\//, npm] },
  {
    from: /^functions\/domain\//,
    may: [/^functions\/domain\//, contracts, /^type:layers\/shared\//, /^type:@aws-sdk\//, smallLibraries],
  },
  // What speaks to others than AWS speaks HTTP by Node's own modules.
  { from: /^functions\/clients\/(verification|spec-source)\//, may: [/^functions\/(clients|domain)\//, node] },
  { from: /^functions\/clients\//, may: [/^functions\/(clients|domain)\//, /^@aws-sdk\//] },
  {
    from: /^functions\/runtime\//,
    may: [
      /^functions\/(runtime|domain)\//,
      /^functions\/clients\/index\.ts$/,
      /^(@middy\/core|valibot|@aws-lambda-powertools\/logger)$/,
      /^type:(aws-lambda|@smithy\/types)$/,
    ],
  },
  {
    from: /^functions\/steps\//,
    may: [/^functions\/(runtime|clients|domain)\//, contracts, /^valibot$/, /^type:@aws-sdk\//],
  },
  {
    from: /^functions\/triggers\//,
    may: [
      /^functions\/(triggers|runtime|clients|domain)\//,
      /^statemachines\/index\.ts$/,
      /^valibot$/,
      node,
      /^type:@aws-sdk\//,
    ],
  },
  { from: /^statemachines\/index\.ts$/, may: [/^statemachines\/[^/]+\/runbook\.ts$/, /^type:functions\/domain\//] },
  { from: /^statemachines\/[^/]+\/runbook\.ts$/, may: [/^functions\/domain\//, /^valibot$/] },
  // The worlds of the scenarios are made of service specs, read as the runbooks read them.
  { from: /^sandbox\/scenarios\//, may: [/^sandbox\//, /^statemachines\//, /^functions\/domain\//, npm] },
  { from: /^sandbox\//, may: [/^sandbox\//, /^statemachines\//, contracts, npm] },
  {
    from: /^cli\//,
    may: [
      /^cli\//,
      /^functions\/(triggers|clients|domain)\//,
      /^statemachines\/index\.ts$/,
      /^sandbox\//,
      contracts,
      npm,
    ],
  },
  { from: /^(bench|test)\//, may: [any] },
];

const sources = globSync('{functions,statemachines,layers,sandbox,cli,bench,test}/**/*.ts', {
  cwd: root,
  exclude: (name) => /node_modules|dist/.test(name),
});

const importPattern = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/g;

/** What a file imports, as a project path or a package name; `type:` before what is erased. */
const importsOf = (file: string): string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(importPattern)].map(([, type, from, dynamic]) => {
    const name = from ?? dynamic ?? '';
    const target = name.startsWith('.') ? relative(root, normalize(join(root, dirname(file), name))) : name;
    return type ? `type:${target}` : target;
  });

const isAllowed = (imported: string, { may }: Rule): boolean =>
  may.some((pattern) => pattern.test(imported) || pattern.test(imported.replace(/^type:/, '')));

describe('the import rules', () => {
  it.each(sources)('hold for %s', (file) => {
    const rule = rules.find(({ from }) => from.test(file));
    const forbidden = importsOf(file).filter((imported) => !rule || !isAllowed(imported, rule));
    expect(forbidden).toEqual([]);
  });

  it('keep a step from importing a step', () => {
    const rule = rules.find(({ from }) => from.test('functions/steps/notify/notify-result.ts')) as Rule;
    expect(isAllowed('functions/steps/diagnosis/check-diagnostic-task.ts', rule)).toBe(false);
  });
});

describe('source files', () => {
  it.each(sources)('%s has at most 250 lines', (file) => {
    expect(readFileSync(join(root, file), 'utf8').split('\n').length).toBeLessThanOrEqual(251);
  });

  it.each(sources.filter((file) => file.startsWith('functions/') && !/environment.*\.ts$|logger\.ts$/.test(file)))(
    '%s reads no environment',
    (file) => {
      expect(readFileSync(join(root, file), 'utf8')).not.toContain('process.env');
    },
  );

  it.each(sources.filter((file) => file.startsWith('functions/domain/')))('%s has no clock and no I/O', (file) => {
    expect(readFileSync(join(root, file), 'utf8')).not.toMatch(
      /Date\.now\(|new Date\(\)|Math\.random|fetch\(|setTimeout/,
    );
  });
});
