import { invalid } from './errors.ts';

/** How endpoints of each protocol look. */
const endpoints: Record<string, (endpoint: string) => void> = {
  email: (endpoint) => checkMail(endpoint),
  'email-json': (endpoint) => checkMail(endpoint),
  http: (endpoint) => checkUrl('http', endpoint),
  https: (endpoint) => checkUrl('https', endpoint),
  sqs: (endpoint) => checkArn('SQS', /^arn:[^:]+:sqs:[^:]+:\d{12}:[\w-]+$/, endpoint),
  lambda: (endpoint) => checkArn('Lambda', /^arn:[^:]+:lambda:[^:]+:\d{12}:function:[\w-]+(?::[\w$-]+)?$/, endpoint),
};

const checkMail = (endpoint: string): void => {
  if (!/^[^@\s]+@[^@\s]+$/.test(endpoint)) throw invalid('Email address');
};

const checkArn = (service: string, pattern: RegExp, endpoint: string): void => {
  if (!pattern.test(endpoint)) throw invalid(`${service} endpoint ARN`);
};

const isLoopback = (hostname: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);

const checkUrl = (protocol: string, endpoint: string): void => {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== `${protocol}:`) throw invalid('Endpoint must match the specified protocol');
  if (isLoopback(url.hostname)) return;
  throw invalid(`Endpoint Reason: the sandbox sends to this machine only, not to ${url.host}; use 127.0.0.1`);
};

/** @throws AwsError InvalidParameter for a protocol that is not served, or an endpoint that is not one of its own */
export const checkEndpoint = (protocol: string, endpoint: string): void => {
  const check = Object.hasOwn(endpoints, protocol) ? endpoints[protocol] : undefined;
  if (!check) {
    const served = Object.keys(endpoints).join(', ');
    throw invalid(`Protocol Reason: the sandbox delivers to ${served}, not to '${protocol}'`);
  }
  check(endpoint);
};

const notServed = ['DeliveryPolicy', 'FilterPolicy', 'FilterPolicyScope', 'ReplayPolicy', 'SubscriptionRoleArn'];

/** The queue that a RedrivePolicy names. @throws AwsError InvalidParameter */
export const deadLetterQueueOf = (policy: string | undefined): string | undefined => {
  if (policy === undefined || policy === '') return undefined;
  let arn: unknown;
  try {
    arn = Reflect.get(Object(JSON.parse(policy)), 'deadLetterTargetArn');
  } catch {
    throw invalid('RedrivePolicy: failed to parse JSON.');
  }
  if (typeof arn !== 'string' || !/^arn:[^:]+:sqs:[^:]+:\d{12}:[\w-]+$/.test(arn)) {
    throw invalid('RedrivePolicy: deadLetterTargetArn is an invalid arn');
  }
  return arn;
};

/**
 * Checks one attribute of a subscription.
 *
 * @throws AwsError InvalidParameter
 * @see https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html
 */
export const checkSubscriptionAttribute = (protocol: string, name: string, value: string): void => {
  if (notServed.includes(name)) throw invalid(`Attributes Reason: the sandbox has no subscriptions with ${name}`);
  if (name === 'RedrivePolicy') {
    deadLetterQueueOf(value);
    return;
  }
  if (name !== 'RawMessageDelivery') throw invalid(`Attributes Reason: Unknown attribute: ${name}`);
  if (!/^(?:true|false)$/i.test(value)) {
    throw invalid(`Attributes Reason: RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
  }
  if (!/^(?:https?|sqs)$/.test(protocol)) {
    throw invalid(`Attributes Reason: Delivery protocol [${protocol}] does not support raw message delivery.`);
  }
};
