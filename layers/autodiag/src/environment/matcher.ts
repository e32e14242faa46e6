/** Which HTTP status codes are healthy. */
export interface StatusMatcher {
  /** As it was written, e.g. `200-299,404`. */
  text: string;
  matches(status: number): boolean;
}

const rangeSyntax = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/;

/**
 * Reads MATCHER in the syntax of a target group's matcher: codes and ranges, separated by commas, from 100 to 599.
 *
 * @returns undefined where the syntax is wrong or a range runs backwards
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html
 */
export const parseMatcher = (text: string): StatusMatcher | undefined => {
  if (text.length > 500) return undefined;
  const ranges: [low: number, high: number][] = [];
  for (const part of text.split(',')) {
    const [, low, high = low] = rangeSyntax.exec(part.trim()) ?? [];
    if (low === undefined || Number(high) < Number(low)) return undefined;
    ranges.push([Number(low), Number(high)]);
  }
  return { text, matches: (status) => ranges.some(([low, high]) => status >= low && status <= high) };
};
