import { UnusableError } from '../endpoint/control/answer.ts';

/**
 * Finds or does something, and tells a person's mistake from a fault of the sandbox.
 *
 * @throws UnusableError with the words of a RangeError
 */
export const usable = <Result>(what: string, status: number, work: () => Result): Result => {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new UnusableError(what, [`instance: ${error.message}`], status);
    throw error;
  }
};
