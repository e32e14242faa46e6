import type { CallInputs, CallName, ServiceCall } from '../../domain/service/plan/calls.ts';

/** How to send each call of some services. */
export type Senders<Names extends string = CallName> = {
  [Name in Extract<CallName, Names>]: (input: CallInputs[Name]) => Promise<object>;
};

/**
 * Sends one planned call.
 *
 * @returns AWS's answer
 * @throws what the SDK throws
 */
export const sendCall = <Name extends CallName>(
  senders: Partial<Senders>,
  { call, input }: Extract<ServiceCall, { call: Name }>,
): Promise<object> => {
  const send = senders[call] as ((given: unknown) => Promise<object>) | undefined;
  if (!send) throw new TypeError(`this function cannot send ${call}`);
  return send(input);
};
