import type { Json } from '../../engine/json.ts';
import { invalidPattern } from './errors.ts';

/** Whether a value of an event is one that a pattern asks for. */
export type Matches = (value: Json) => boolean;

type Comparison = (value: number, operand: number) => boolean;

const comparisons: Record<string, Comparison> = {
  '=': (value, operand) => value === operand,
  '<': (value, operand) => value < operand,
  '<=': (value, operand) => value <= operand,
  '>': (value, operand) => value > operand,
  '>=': (value, operand) => value >= operand,
};

const operandOf = (operator: string, operand: Json | undefined): number => {
  if (typeof operand === 'number') return operand;
  throw invalidPattern(`Value of ${operator === '=' ? 'equals' : operator} must be numeric`);
};

const firstComparison = (operator: Json | undefined): Comparison => {
  if (typeof operator !== 'string') throw invalidPattern(`Invalid member in numeric match: ${operator ?? ']'}`);
  const comparison = comparisons[operator];
  if (comparison === undefined) throw invalidPattern(`Unrecognized numeric range operator: ${operator}`);
  return comparison;
};

/**
 * `{"numeric": [">", 0, "<=", 5]}`: one comparison, or a range from its bottom to its top.
 *
 * @throws AwsError InvalidEventPatternException
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export const numericMatch = (terms: Json): Matches => {
  if (!Array.isArray(terms)) throw invalidPattern('Value of numeric must be an array.');
  const [operator, operand, second, top, ...rest] = terms;
  const compare = firstComparison(operator);
  const bottom = operandOf(String(operator), operand);
  if (terms.length === 2) return (value) => typeof value === 'number' && compare(value, bottom);
  if (operator !== '>' && operator !== '>=') throw invalidPattern('Too many elements in numeric expression');
  if (typeof second !== 'string') throw invalidPattern(`Bad value in numeric range: ${second}`);
  if (second !== '<' && second !== '<=') throw invalidPattern(`Bad numeric range operator: ${second}`);
  const end = operandOf(second, top);
  if (end <= bottom) throw invalidPattern('Bottom must be less than top');
  if (rest.length > 0) throw invalidPattern('Too many terms in numeric range expression');
  const compareTop = comparisons[second] as Comparison;
  return (value) => typeof value === 'number' && compare(value, bottom) && compareTop(value, end);
};
