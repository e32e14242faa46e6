import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../service.ts';
import { invalidAction, outOfModel, validationError } from './errors.ts';
import { checkForward } from './forward.ts';
import type { ElbState, LoadBalancerRecord } from './state.ts';

/** Where actions are to stand. */
export interface ActionsPlace {
  loadBalancer: LoadBalancerRecord;
  /** The listener's. */
  protocol: string;
}

const finalTypes = ['forward', 'redirect', 'fixed-response'];
const httpsTypes = ['authenticate-cognito', 'authenticate-oidc', 'jwt-validation'];
const contentTypes = ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'];
const longestMessageBody = 1_024;
const largestOrder = 50_000;
const unchanged = { Protocol: '#{protocol}', Host: '#{host}', Port: '#{port}', Path: '/#{path}', Query: '#{query}' };

const checkRedirect = ({ RedirectConfig }: Action): void => {
  if (!RedirectConfig) throw validationError("A 'RedirectConfig' must be specified with 'redirect'");
  const { StatusCode } = RedirectConfig;
  if (StatusCode !== 'HTTP_301' && StatusCode !== 'HTTP_302') {
    throw outOfModel(
      StatusCode,
      'redirectConfig.statusCode',
      'Member must satisfy enum value set: [HTTP_301, HTTP_302]',
    );
  }
  const { Protocol, Host, Port, Path } = { ...unchanged, ...RedirectConfig };
  if (
    Protocol === unchanged.Protocol &&
    Host === unchanged.Host &&
    Port === unchanged.Port &&
    Path === unchanged.Path
  ) {
    throw invalidAction('The RedirectConfig is not valid because it creates a loop');
  }
};

const checkFixedResponse = ({ FixedResponseConfig }: Action): void => {
  if (!FixedResponseConfig) throw validationError("A 'FixedResponseConfig' must be specified with 'fixed-response'");
  const { StatusCode = '', ContentType = 'text/plain', MessageBody = '' } = FixedResponseConfig;
  if (!/^[245]\d\d$/.test(StatusCode)) {
    throw outOfModel(
      StatusCode,
      'fixedResponseConfig.statusCode',
      'Member must satisfy regular expression pattern: ^(2|4|5)\\d\\d$',
    );
  }
  if (!contentTypes.includes(ContentType)) {
    throw invalidAction(`The ContentType must be one of: '${contentTypes.join("', '")}'`);
  }
  if (MessageBody.length > longestMessageBody) {
    throw invalidAction(`The MessageBody is too long; the limit is '${longestMessageBody}'`);
  }
};

const checkAction = (state: ElbState, place: ActionsPlace, action: Action): Action => {
  const type: string = action.Type ?? '';
  if (place.loadBalancer.type === 'network' && type !== 'forward') {
    throw invalidAction(`Action type '${type}' is not supported by network load balancers: use 'forward'`);
  }
  if (httpsTypes.includes(type)) {
    if (place.protocol === 'HTTPS') return action;
    throw invalidAction(`Actions of type '${type}' are supported only on HTTPS listeners`);
  }
  switch (type) {
    case 'forward':
      return checkForward(state, place, action);
    case 'redirect':
      checkRedirect(action);
      return { ...action, RedirectConfig: { ...unchanged, StatusCode: 'HTTP_302', ...action.RedirectConfig } };
    case 'fixed-response':
      checkFixedResponse(action);
      return action;
    default:
      throw outOfModel(
        type,
        'actions.member.type',
        `Member must satisfy enum value set: [${[...finalTypes, ...httpsTypes].join(', ')}]`,
      );
  }
};

/** Sorts actions as they are performed. */
const inOrder = (actions: Action[]): Action[] => {
  if (actions.length === 1) return actions;
  const orders = actions.map(({ Order }) => Order);
  for (const order of orders) {
    if (order === undefined) throw validationError('An action order must be specified for each of multiple actions');
    if (!Number.isInteger(order) || order < 1 || order > largestOrder) {
      throw validationError(`Action order '${order}' must be between '1-${largestOrder}' inclusive`);
    }
  }
  if (new Set(orders).size < orders.length) throw validationError('Action orders must be unique');
  return actions.toSorted((a, b) => (a.Order ?? 0) - (b.Order ?? 0));
};

/**
 * Applies AWS's rules for the actions of a rule or a listener.
 *
 * @returns the actions as AWS describes them: in order, with defaults, a forward in both of its forms
 * @throws AwsError ValidationError, InvalidLoadBalancerAction, TooManyActions, TargetGroupNotFound,
 *   TargetGroupAssociationLimit, IncompatibleProtocols and what else a forward can meet
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Action.html
 */
export const checkActions = (state: ElbState, place: ActionsPlace, actions: Action[]): Action[] => {
  if (actions.length === 0) throw validationError('An action must be specified');
  const sorted = inOrder(actions);
  const finals = sorted.filter(({ Type = '' }) => finalTypes.includes(Type));
  if (finals.length > 1) {
    throw new AwsError('TooManyActions', `Only one action of type ${finalTypes.join(', ')} can be specified`);
  }
  const checked = sorted.map((action) => checkAction(state, place, action));
  if (!finalTypes.includes(sorted.at(-1)?.Type ?? '')) {
    throw invalidAction(`The last action must be of one of the types ${finalTypes.join(', ')}`);
  }
  return checked;
};
