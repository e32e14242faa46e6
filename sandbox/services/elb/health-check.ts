import type { ModifyTargetGroupInput, TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import { invalidConfiguration, outOfModel, validationError } from './errors.ts';

/** The settings of a target group's health check, as its description has them. */
export type HealthCheck = Pick<
  TargetGroup,
  | 'HealthCheckProtocol'
  | 'HealthCheckPort'
  | 'HealthCheckEnabled'
  | 'HealthCheckPath'
  | 'HealthCheckIntervalSeconds'
  | 'HealthCheckTimeoutSeconds'
  | 'HealthyThresholdCount'
  | 'UnhealthyThresholdCount'
  | 'Matcher'
>;

type Given = Omit<ModifyTargetGroupInput, 'TargetGroupArn'>;

const http = ['HTTP', 'HTTPS'];
const longestPath = 1_024;

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
const defaultsOf = (protocol: string, targetType: string, checkProtocol: string): HealthCheck => {
  if (targetType === 'lambda') {
    const counts = { HealthyThresholdCount: 5, UnhealthyThresholdCount: 2, HealthCheckIntervalSeconds: 35 };
    return { ...counts, HealthCheckTimeoutSeconds: 30, HealthCheckEnabled: false, HealthCheckPath: '/' };
  }
  const common = {
    HealthCheckPort: 'traffic-port',
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: 30,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: 2,
  };
  if (!http.includes(checkProtocol)) return { ...common, HealthCheckTimeoutSeconds: 10 };
  const isApplication = http.includes(protocol);
  const networkTimeout = checkProtocol === 'HTTP' ? 6 : 10;
  return {
    ...common,
    HealthCheckPath: '/',
    HealthCheckTimeoutSeconds: isApplication ? 5 : networkTimeout,
    Matcher: { HttpCode: isApplication ? '200' : '200-399' },
  };
};

const range = (what: string, value: number | undefined, min: number, max: number): void => {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return;
  throw validationError(`${what} '${value}' must be between '${min}-${max}' inclusive`);
};

const checkNumbers = (protocol: string, check: HealthCheck): void => {
  const { HealthCheckIntervalSeconds: interval = 0, HealthCheckTimeoutSeconds: timeout = 0 } = check;
  range('Health check interval', interval, 5, 300);
  range('Health check timeout', timeout, 2, 120);
  range('Healthy threshold count', check.HealthyThresholdCount, 2, 10);
  range('Unhealthy threshold count', check.UnhealthyThresholdCount, 2, 10);
  const isApplication = http.includes(protocol);
  if (isApplication ? timeout >= interval : timeout > interval) {
    const smaller = isApplication ? 'smaller than' : 'smaller than or equal to';
    throw validationError(`Health check timeout '${timeout}' must be ${smaller} the interval '${interval}'`);
  }
};

const checkPort = (port: string | undefined): void => {
  if (port === undefined || port === 'traffic-port') return;
  if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw validationError(`Health check port '${port}' must be 'traffic-port' or in the range '1-65535'`);
  }
};

const checkMatcher = (isApplication: boolean, codes: string | undefined): void => {
  if (codes === undefined) return;
  if (!/^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/.test(codes)) {
    throw validationError(`Health check matcher HTTP code '${codes}' is not a code, a list or a range of codes`);
  }
  const highest = isApplication ? 499 : 599;
  if (codes.split(/[-,]/).some((code) => Number(code) < 200 || Number(code) > highest)) {
    throw validationError(`Health check matcher HTTP code '${codes}' must be within '200-${highest}' inclusive`);
  }
};

const checkHttpOnly = ({ HealthCheckPath, Matcher }: Given, isHttp: boolean): void => {
  if (isHttp) {
    if (HealthCheckPath === undefined) return;
    if (!HealthCheckPath.startsWith('/')) {
      throw validationError(`Health check path '${HealthCheckPath}' must begin with a '/' character`);
    }
    if (HealthCheckPath.length > longestPath) {
      throw validationError(`Health check path cannot be longer than '${longestPath}' characters`);
    }
    return;
  }
  if (HealthCheckPath !== undefined) {
    throw invalidConfiguration('Health check paths are not supported for TCP health checks');
  }
  if (Matcher) throw invalidConfiguration('Health check matchers are not supported for TCP health checks');
};

const protocolOf = (protocol: string, given: string | undefined): 'HTTP' | 'HTTPS' | 'TCP' => {
  const isApplication = http.includes(protocol);
  const wanted = given ?? (isApplication ? 'HTTP' : 'TCP');
  if (wanted !== 'HTTP' && wanted !== 'HTTPS' && wanted !== 'TCP') {
    throw outOfModel(wanted, 'healthCheckProtocol', 'Member must satisfy enum value set: [HTTP, HTTPS, TCP]');
  }
  if (isApplication && wanted === 'TCP') {
    throw invalidConfiguration(
      `Health check protocol 'TCP' is not supported for target groups with the protocol '${protocol}'`,
    );
  }
  return wanted;
};

/**
 * Applies AWS's rules for the health check of a target group.
 *
 * @param protocol the target group's; empty for Lambda functions
 * @param before what it is set to already, which stays where nothing else is given
 * @throws AwsError ValidationError, InvalidConfigurationRequest
 */
export const checkHealthCheck = (
  { protocol, targetType }: { protocol: string; targetType: string },
  given: Given,
  before: HealthCheck = {},
): HealthCheck => {
  const isLambda = targetType === 'lambda';
  const checkProtocol = isLambda
    ? 'HTTP'
    : protocolOf(protocol, given.HealthCheckProtocol ?? before.HealthCheckProtocol);
  checkHttpOnly(given, isLambda || http.includes(checkProtocol));
  checkPort(given.HealthCheckPort);
  checkMatcher(isLambda || http.includes(protocol), given.Matcher?.HttpCode);
  if (given.HealthCheckEnabled === false && !isLambda) {
    throw validationError(`Health check enabled must be true for target groups with target type '${targetType}'`);
  }
  const defaults = defaultsOf(protocol, targetType, checkProtocol);
  const check: HealthCheck = { ...defaults, ...(isLambda ? {} : { HealthCheckProtocol: checkProtocol }) };
  for (const key of Object.keys({ ...defaults, ...given }) as (keyof HealthCheck)[]) {
    const value = given[key] ?? (key in defaults ? before[key] : undefined);
    if (value !== undefined && key !== 'HealthCheckProtocol') Object.assign(check, { [key]: value });
  }
  checkNumbers(protocol, check);
  return check;
};
