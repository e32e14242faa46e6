import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { forwardedTo } from './load-balancing-facts.ts';

const finalTypes: readonly (string | undefined)[] = ['forward', 'redirect', 'fixed-response'];

const isFinal = ({ Type }: Action): boolean => finalTypes.includes(Type);

/** AWS shows no client secret and takes the one that it has. */
const withSecret = (action: Action): Action =>
  action.Type === 'authenticate-oidc' && action.AuthenticateOidcConfig
    ? { ...action, AuthenticateOidcConfig: { ...action.AuthenticateOidcConfig, UseExistingClientSecret: true } }
    : action;

/** Actions as AWS shows them, in the form in which it takes them back. */
export const restoredActions = (actions: readonly Action[]): Action[] => actions.map(withSecret);

/** Whether actions end in a forward to one target group and no other. */
export const forwardsOnlyTo = (actions: readonly Action[], targetGroupArn: string | undefined): boolean => {
  const groups = forwardedTo(actions);
  return groups.length === 1 && groups[0] === targetGroupArn;
};

/**
 * Actions that forward to one target group. What an existing rule does before it sends the request on, such as
 * authentication, stays: the spec does not speak of it.
 */
export const forwardActions = (targetGroupArn: string, existing: readonly Action[] = []): Action[] => {
  const before = restoredActions(existing).filter((action) => !isFinal(action));
  const order = existing.find(isFinal)?.Order;
  return [
    ...before,
    {
      Type: 'forward',
      TargetGroupArn: targetGroupArn,
      ...(before.length > 0 && order !== undefined ? { Order: order } : {}),
    },
  ];
};
