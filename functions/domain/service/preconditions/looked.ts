/** What a look at something of AWS gave: it, that it is not there, or why it may not be looked at. */
export type Looked<Fact> = { state: 'FOUND'; fact: Fact } | { state: 'MISSING' } | { state: 'UNSEEN'; reason: string };

export const found = <Fact>(fact: Fact): Looked<Fact> => ({ state: 'FOUND', fact });
export const missing: Looked<never> = { state: 'MISSING' };
export const unseen = (reason: string): Looked<never> => ({ state: 'UNSEEN', reason });
