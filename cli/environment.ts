import { userInfo } from 'node:os';

/** What the command takes from its surroundings. */
export interface CliEnvironment {
  /** AWS_ENDPOINT_URL: where a sandbox may be running. */
  endpointUrl?: string;
  /** AWS_REGION, else AWS_DEFAULT_REGION, which the JavaScript SDK does not read itself. */
  region?: string;
  /** NO_COLOR set to anything, or a terminal that knows no control sequences. */
  isPlain: boolean;
  /** Who starts runbooks here, as the operating system knows them. */
  user?: string;
}

const userName = (): string | undefined => {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry in the system's user table has no name.
    return undefined;
  }
};

/** Reads the environment once. */
export const readEnvironment = (env: NodeJS.ProcessEnv = process.env): CliEnvironment => {
  const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'];
  const user = userName();
  return {
    ...(env['AWS_ENDPOINT_URL'] ? { endpointUrl: env['AWS_ENDPOINT_URL'] } : {}),
    ...(region ? { region } : {}),
    ...(user ? { user } : {}),
    isPlain: Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb',
  };
};
