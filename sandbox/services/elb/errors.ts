import { AwsError } from '../../service.ts';

/** The errors of Elastic Load Balancing that the sandbox throws, in AWS's words where they are known. */
export const validationError = (message: string) => new AwsError('ValidationError', message);
export const invalidConfiguration = (message: string) => new AwsError('InvalidConfigurationRequest', message);
export const invalidAction = (message: string) => new AwsError('InvalidLoadBalancerAction', message);
export const notPermitted = (message: string) => new AwsError('OperationNotPermitted', message);

export const loadBalancerNotFound = (reference: string) =>
  new AwsError('LoadBalancerNotFound', `Load balancers '[${reference}]' not found`);
export const listenerNotFound = () => new AwsError('ListenerNotFound', 'One or more listeners not found');
export const ruleNotFound = () => new AwsError('RuleNotFound', 'One or more rules not found');
export const targetGroupNotFound = () => new AwsError('TargetGroupNotFound', 'One or more target groups not found');

export const priorityInUse = (priority: number) =>
  new AwsError('PriorityInUse', `Priority '${priority}' is currently in use`);

/** A value outside of what the API's model allows, in the words that all of AWS uses for it. */
export const outOfModel = (value: unknown, at: string, constraint: string) =>
  validationError(
    `1 validation error detected: Value '${String(value)}' at '${at}' failed to satisfy constraint: ${constraint}`,
  );
