import type { Image } from './images.ts';

/** A task that stops before its containers run: what ECS says of the task and of the container at fault. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  /** Container at fault; absent where it is the task's own resources. */
  readonly container: string | undefined;

  constructor(reason: string, container?: string) {
    super(reason);
    this.container = container;
  }
}

/**
 * Why an image's container cannot run, in the words of Docker on an instance or of containerd on Fargate.
 *
 * @returns undefined for images that run
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
export const imageFailure = (kind: Image['kind'], image: string, isFargate: boolean): string | undefined => {
  const registry = image.split('/')[0];
  switch (kind) {
    case 'not-found':
      return isFargate
        ? `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: not found`
        : `CannotPullContainerError: Error response from daemon: manifest for ${image} not found: manifest unknown: Requested image not found`;
    case 'cannot-pull':
      return isFargate
        ? `CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref ${image}: failed to do request: Head "https://${registry}/v2/": dial tcp 10.0.0.1:443: i/o timeout`
        : `CannotPullContainerError: Error response from daemon: Get "https://${registry}/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`;
    case 'cannot-start':
      return 'CannotStartContainerError: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/entrypoint.sh": stat /entrypoint.sh: no such file or directory: unknown';
    case 'no-resources':
      return isFargate
        ? 'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: dial tcp 10.0.0.1:443: i/o timeout. Please check your task network configuration.'
        : 'ResourceInitializationError: unable to find execution role credentials';
    default:
      return undefined;
  }
};

/** What a log configuration without its log group makes of a task. */
export const logGroupFailure = (isFargate: boolean, cause: string): string =>
  isFargate
    ? `ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ${cause} : exit status 1`
    : `CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: ${cause}`;

/** What a secret that cannot be read makes of a task. */
export const secretFailure = (isFargate: boolean, cause: string): string =>
  isFargate
    ? `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ${cause}`
    : `ResourceInitializationError: ${cause}`;
