import type { NormalizedSchema } from '@smithy/core/schema';
import type { Problem } from './problems.ts';

const epochPattern = /^-?\d+(\.\d+)?$/;

/**
 * A simple value written as text: in a query parameter, a header, a label or a form field.
 * A text that is no such value adds a problem and yields undefined.
 */
export const readScalar = (shape: NormalizedSchema, text: string, at: string, problems: Problem[]): unknown => {
  const refuse = (wanted: string): undefined => {
    problems.push({ kind: 'type', at, detail: `${wanted} expected, not '${text.slice(0, 64)}'` });
    return undefined;
  };
  if (shape.isBooleanSchema()) {
    if (/^true$/i.test(text)) return true;
    return /^false$/i.test(text) ? false : refuse('true or false');
  }
  if (shape.isNumericSchema()) {
    return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : refuse('a number');
  }
  if (shape.isBigIntegerSchema()) return /^-?\d+$/.test(text) ? BigInt(text) : refuse('an integer');
  if (shape.isTimestampSchema()) {
    const time = new Date(epochPattern.test(text) ? Number(text) * 1000 : text);
    return Number.isNaN(time.getTime()) ? refuse('a timestamp') : time;
  }
  if (shape.isBlobSchema()) return Buffer.from(text, 'base64');
  return text;
};
