import { describe, expect, it } from '@jest/globals';
import type { Definition } from '../../../cli/definition.ts';
import { conditionInWords, mermaid } from '../../../cli/render/mermaid.ts';

const definition: Definition = {
  StartAt: 'Check "it"',
  States: {
    'Check "it"': { Type: 'Task', Next: 'IsDone', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Broken' }] },
    IsDone: {
      Type: 'Choice',
      Choices: [{ Variable: '$.status', StringEquals: 'DONE', Next: 'end' }],
      Default: 'Pause',
    },
    Pause: { Type: 'Wait', Next: 'Check "it"' },
    Both: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }], Next: 'end' },
    end: { Type: 'Succeed' },
    Broken: { Type: 'Fail' },
  },
};

describe('mermaid', () => {
  const lines = mermaid(definition);

  it('draws a flowchart from the first state to the ends', () => {
    expect(lines[0]).toBe('flowchart TD');
    expect(lines).toContain('  from --> s_Check__it_');
    expect(lines).toContain('  s_end --> to');
    expect(lines).toContain('  s_Broken --> to');
  });

  it('keeps names apart from its own words and quotes', () => {
    expect(lines).toContain('  s_Check__it_["Check #quot;it#quot;"]');
    expect(lines).toContain('  s_end[["end"]]');
  });

  it('labels choices and dots catches', () => {
    expect(lines).toContain('  s_IsDone -->|"$.status = DONE"| s_end');
    expect(lines).toContain('  s_IsDone -->|"otherwise"| s_Pause');
    expect(lines).toContain('  s_Check__it_ -.->|"States.ALL"| s_Broken');
  });

  it('draws branches inside their state', () => {
    expect(lines).toContain('  subgraph s_Both ["Both"]');
    expect(lines).toContain('    s_A[/"A"/]');
  });
});

describe('conditionInWords', () => {
  it.each([
    [{ Variable: '$.n', NumericGreaterThanEquals: 3 }, '$.n ≥ 3'],
    [{ Variable: '$.n', NumericLessThanPath: '$.m' }, '$.n < $.m'],
    [{ Variable: '$.f', IsPresent: true }, '$.f is present'],
    [{ Variable: '$.f', IsNull: false }, '$.f is not null'],
    [{ Not: { Variable: '$.b', BooleanEquals: true } }, 'not ($.b = true)'],
    [
      {
        And: [
          { Variable: '$.a', StringMatches: 'x*' },
          { Variable: '$.b', IsString: true },
        ],
      },
      '$.a matches x* and $.b is string',
    ],
    [
      {
        Or: [
          { Variable: '$.a', StringEquals: '1' },
          { Variable: '$.a', StringEquals: '2' },
        ],
      },
      '$.a = 1 or $.a = 2',
    ],
  ])('reads %j', (rule, words) => {
    expect(conditionInWords(rule)).toBe(words);
  });
});
