import type { ChoiceRule, Definition, State } from '../definition.ts';

/** A way from one state to another. */
export interface Edge {
  from: string;
  to: string;
  /** The condition of a choice or the errors of a catch; absent where there is only one way on. */
  label?: string;
  isCatch?: boolean;
}

const comparisons: Record<string, string> = {
  Equals: '=',
  EqualsPath: '=',
  LessThan: '<',
  LessThanPath: '<',
  GreaterThan: '>',
  GreaterThanPath: '>',
  LessThanEquals: '≤',
  LessThanEqualsPath: '≤',
  GreaterThanEquals: '≥',
  GreaterThanEqualsPath: '≥',
  Matches: 'matches',
};

const comparison = (variable: string, operator: string, value: unknown): string => {
  const tested = /^Is(\w+)$/.exec(operator)?.[1];
  if (tested) return `${variable} is ${value === true ? '' : 'not '}${tested.toLowerCase()}`;
  const kind = operator.replace(/^(String|Numeric|Boolean|Timestamp)/, '');
  return `${variable} ${comparisons[kind] ?? operator} ${String(value)}`;
};

/** A choice's rule in words: `$.task.status = STOPPED`. */
export const conditionInWords = (rule: ChoiceRule): string => {
  if (rule.And) return rule.And.map(conditionInWords).join(' and ');
  if (rule.Or) return rule.Or.map(conditionInWords).join(' or ');
  if (rule.Not) return `not (${conditionInWords(rule.Not)})`;
  const { Variable = '', ...others } = rule;
  const [operator = '', value] = Object.entries(others).find(([key]) => !['Next', 'Comment'].includes(key)) ?? [];
  return comparison(Variable, operator, value);
};

const edgesFrom = (from: string, { Next, Default, Choices, Catch }: State): Edge[] => [
  ...(Next ? [{ from, to: Next }] : []),
  ...(Choices ?? []).map((rule) => ({ from, to: rule.Next ?? '', label: conditionInWords(rule) })),
  ...(Default ? [{ from, to: Default, label: 'otherwise' }] : []),
  ...(Catch ?? []).map(({ ErrorEquals, Next: to }) => ({ from, to, label: ErrorEquals.join(', '), isCatch: true })),
];

/** Every way between the states of a definition, its branches not included. */
export const edgesOf = ({ States }: Definition): Edge[] =>
  Object.entries(States).flatMap(([name, state]) => edgesFrom(name, state));

const shapes: Record<string, [string, string]> = {
  Choice: ['{', '}'],
  Wait: ['([', '])'],
  Pass: ['[/', '/]'],
  Fail: ['[[', ']]'],
  Succeed: ['[[', ']]'],
};

const quoted = (text: string): string => `"${text.replaceAll('"', '#quot;')}"`;

/** Names may hold spaces, and `end` is a word of Mermaid's own. */
const id = (name: string): string => `s_${name.replace(/\W/g, '_')}`;

const branchesOf = ({ Branches, Iterator: iterator, ItemProcessor }: State): Definition[] =>
  Branches ?? [ItemProcessor ?? iterator].filter((branch) => branch !== undefined);

const nodeLines = (name: string, state: State): string[] => {
  const branches = branchesOf(state);
  if (branches.length > 0) {
    return [`subgraph ${id(name)} [${quoted(name)}]`, ...branches.flatMap(bodyLines).map((line) => `  ${line}`), 'end'];
  }
  const [open, close] = shapes[state.Type] ?? ['[', ']'];
  return [`${id(name)}${open}${quoted(name)}${close}`];
};

const edgeLine = ({ from, to, label, isCatch }: Edge): string => {
  const arrow = isCatch ? '-.->' : '-->';
  return `${id(from)} ${arrow}${label === undefined ? '' : `|${quoted(label)}|`} ${id(to)}`;
};

const bodyLines = (definition: Definition): string[] => [
  ...Object.entries(definition.States).flatMap(([name, state]) => nodeLines(name, state)),
  ...edgesOf(definition).map(edgeLine),
];

/**
 * A definition as a Mermaid flowchart: choices are rhombs, waits are rounded, catches are dotted.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export const mermaid = (definition: Definition): string[] => {
  const ends = Object.entries(definition.States).filter(
    ([, { End, Type }]) => End || Type === 'Succeed' || Type === 'Fail',
  );
  return [
    'flowchart TD',
    ...[
      'from((start))',
      'to((end))',
      ...bodyLines(definition),
      `from --> ${id(definition.StartAt)}`,
      ...ends.map(([name]) => `${id(name)} --> to`),
    ].map((line) => `  ${line}`),
  ];
};
