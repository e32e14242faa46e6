import { closest, distance } from 'fastest-levenshtein';

/** `; did you mean X?` where a known word is near, otherwise nothing. */
export const didYouMean = (word: string, known: readonly string[]): string => {
  const nearest = known.length > 0 ? closest(word, known) : undefined;
  const isNear = nearest !== undefined && distance(word, nearest) <= Math.max(2, word.length / 3);
  return isNear ? `; did you mean ${nearest}?` : '';
};
