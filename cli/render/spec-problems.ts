import type { SpecProblem } from '../../functions/domain/service/spec-problem.ts';
import type { Colors } from '../terminal.ts';
import { plain } from './text.ts';

/** Problems of a service spec for a person: a line for each, and how many there are. */
export const problemLines = (problems: SpecProblem[], colors: Colors): string[] => {
  const paint = { FAIL: colors.red, WARN: colors.yellow };
  const failures = problems.filter(({ severity }) => severity === 'FAIL').length;
  const counts = `${failures} failed, ${problems.length - failures} ${problems.length - failures === 1 ? 'warning' : 'warnings'}`;
  return [
    ...problems.map(({ severity, path, message }) => `${paint[severity](severity)}  ${plain(path)}: ${plain(message)}`),
    ...(problems.length > 0 ? [counts] : []),
  ];
};
