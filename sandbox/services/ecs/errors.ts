import { AwsError } from '../../service.ts';

/** The errors of ECS that the sandbox throws, in AWS's words where they are known. */
export const clusterNotFound = () => new AwsError('ClusterNotFoundException', 'Cluster not found.');
export const serviceNotFound = () => new AwsError('ServiceNotFoundException', 'Service not found.');
export const serviceNotActive = () => new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
export const invalidParameter = (message: string) => new AwsError('InvalidParameterException', message);
export const clientError = (message: string) => new AwsError('ClientException', message);
export const unsupported = (message: string) => new AwsError('UnsupportedFeatureException', message);

/** A client token met again with other parameters. */
export const conflict = (resourceIds: string[]) =>
  new AwsError(
    'ConflictException',
    'A task has already been started with this client token and different parameters.',
    400,
    { resourceIds },
  );
