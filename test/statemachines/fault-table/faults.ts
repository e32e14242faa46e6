import type { Fault } from '../../../sandbox/faults.ts';
import { callName, type StepCall } from './calls.ts';
import { type ServiceErrors, serviceErrors, type WireError } from './service-errors.ts';

/** Tries of the SDK clients that steps use. */
export const sdkAttempts = 4;

/** How a fault is written in the table's head. */
export const trouble = [
  'throttled once',
  'throttled more',
  'internal once',
  'internal more',
  'conflict once',
  'conflict more',
  'answer an error',
  'answer lost',
] as const;

/** What passes by itself, or strikes when the work is done. */
export type Trouble = (typeof trouble)[number];

const errorsOf = ({ service }: StepCall): ServiceErrors => {
  const known = serviceErrors[service];
  if (!known) throw new Error(`service-errors.ts does not know the errors of ${service}, which a step calls`);
  return known;
};

const target = ({ service, operation, functionName, ordinal }: StepCall) => ({
  service,
  operation,
  functionName,
  call: ordinal,
});

/** So often that one call fails more often than the SDK tries, however many of the same are made side by side. */
const moreThanSdk = ({ further }: StepCall): number => sdkAttempts * further + 1;

/** By this a failure of a state is known to be of a call. */
export const messageOf = (call: StepCall): string => `a fault of ${callName(call)}.`;

const withError = (call: StepCall, { code, status }: WireError, times: number): Fault => ({
  ...target(call),
  error: code,
  status,
  times,
  message: messageOf(call),
});

/** The fault of a call; undefined where there is none of the kind. */
export const faultOf = (call: StepCall, kind: Trouble): Fault | undefined => {
  const [what, when] = kind.split(' ') as [string, string];
  const { throttled, internal, conflict } = errorsOf(call);
  if (what === 'answer') {
    if (!call.isChange) return undefined;
    return when === 'lost'
      ? { ...target(call), after: true }
      : { ...withError(call, internal, sdkAttempts), after: true };
  }
  const times = when === 'once' ? 1 : moreThanSdk(call);
  if (what === 'conflict') return conflict && call.isChange ? withError(call, conflict, times) : undefined;
  return withError(call, what === 'throttled' ? throttled : internal, times);
};

/** Every try is denied, from this call on. */
export const denialOf = (call: StepCall): Fault => withError(call, errorsOf(call).denied, 100_000);

/** Who may not do a thing once may not do it at all: reads are denied from the first of their kind on. */
export const isDeniable = ({ isChange, ordinal }: StepCall): boolean => isChange || ordinal === 1;

/** A call with this cost is alone in its state. */
const mostForOne = 5;

/** How often a state may fail by a fault; by an answer that is lost once at least, since what it does then is its own affair. */
export const costOf =
  (kind: Trouble) =>
  (call: StepCall): number => {
    const times = faultOf(call, kind)?.times ?? 1;
    return kind.startsWith('answer') ? mostForOne : Math.floor(times / sdkAttempts);
  };
