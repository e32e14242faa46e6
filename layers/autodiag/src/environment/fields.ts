import { environmentBounds, environmentDefaults, environmentNames } from '../../contract.ts';

/** One wrong or missing variable: what is wrong, and what to set instead. Never holds a secret. */
export interface Problem {
  variable: string;
  detail: string;
  remedy: string;
}

/** The environment as it reaches the program. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Reads variables one by one and collects every problem, so that all are named at once. */
export interface FieldReader {
  problems: Problem[];
  /** The value without surrounding blanks; undefined where absent or blank. */
  optional(variable: string): string | undefined;
  /** The same; absence is a problem. */
  required(variable: string, remedy: string): string;
  /** A decimal integer within bounds; `fallback` where absent, a problem where that is undefined. */
  integer(variable: string, bounds: readonly [number, number], fallback?: number): number;
  refuse(variable: string, detail: string, remedy: string): void;
}

/** Shows a bad value on one short printable line. */
export const quoted = (value: string): string => {
  const printable = value.replace(/[^\x20-\x7e]/g, '?');
  return printable.length > 60 ? `"${printable.slice(0, 60)}…" (${value.length} characters)` : `"${printable}"`;
};

/** @param variables usually process.env */
export const readFields = (variables: Variables): FieldReader => {
  const problems: Problem[] = [];
  const refuse = (variable: string, detail: string, remedy: string): void => {
    problems.push({ variable, detail, remedy });
  };
  const optional = (variable: string): string | undefined => variables[variable]?.trim() || undefined;
  const required = (variable: string, remedy: string): string => {
    const value = optional(variable);
    if (value === undefined) refuse(variable, 'is missing', remedy);
    return value ?? '';
  };
  const integer = (variable: string, [low, high]: readonly [number, number], fallback?: number): number => {
    const remedy = `set it to a whole number from ${low} to ${high}`;
    const text = fallback === undefined ? required(variable, remedy) : optional(variable);
    if (text === undefined || text === '') return fallback ?? low;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= low && value <= high) return value;
    refuse(variable, `must be a whole number from ${low} to ${high}, not ${quoted(text)}`, remedy);
    return fallback ?? low;
  };
  return { problems, optional, required, integer, refuse };
};

type BoundedField = keyof typeof environmentBounds & keyof typeof environmentDefaults;

/** An integer whose bounds and default the contract states. */
export const boundedInteger = (fields: FieldReader, field: BoundedField): number =>
  fields.integer(environmentNames[field], environmentBounds[field], environmentDefaults[field]);
