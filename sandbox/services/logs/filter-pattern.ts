import { AwsError } from '../../service.ts';

interface Term {
  kind: 'all' | 'any' | 'none';
  text: string;
}

const termPattern = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))(?=\s|$)\s*/y;

/**
 * Reads a filter pattern of terms: `ERROR timeout` (all), `?ERROR ?WARN` (any), `-debug` (none), `"two words"`.
 * JSON, column and regular-expression patterns are refused: the sandbox does not match them.
 *
 * @throws AwsError InvalidParameterException
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export const parseFilterPattern = (pattern: string): ((message: string) => boolean) => {
  const text = pattern.trim();
  if (/^[{[]/.test(text) || text.includes('%')) {
    throw new AwsError(
      'InvalidParameterException',
      'Invalid filter pattern: the sandbox matches terms ("…", ?term, -term) only, no JSON, column or regular expression',
    );
  }
  const terms: Term[] = [];
  termPattern.lastIndex = 0;
  while (termPattern.lastIndex < text.length) {
    const match = termPattern.exec(text);
    if (!match) throw new AwsError('InvalidParameterException', 'Invalid filter pattern');
    const [, sign, quoted, bare = ''] = match;
    terms.push({
      kind: sign === '?' ? 'any' : sign === '-' ? 'none' : 'all',
      text: quoted === undefined ? bare : quoted.replace(/\\(.)/g, '$1'),
    });
  }
  const of = (kind: Term['kind']) => terms.filter((term) => term.kind === kind).map((term) => term.text);
  const [all, any, none] = [of('all'), of('any'), of('none')];
  return (message) =>
    all.every((term) => message.includes(term)) &&
    !none.some((term) => message.includes(term)) &&
    // CloudWatch ignores ?terms beside others.
    (any.length === 0 || all.length + none.length > 0 || any.some((term) => message.includes(term)));
};
