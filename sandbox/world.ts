import type { Clock } from './clock.ts';
import type { Faults } from './faults.ts';

/** What every service of the sandbox shares: one account in one region at one time. */
export interface World {
  accountId: string;
  region: string;
  /** `http://127.0.0.1:port`; known once the endpoint listens. */
  endpointUrl: string;
  clock: Clock;
  faults: Faults;
  /** References of images beyond those of sandbox/tasks/images.ts that can be pulled, and run until they are stopped. */
  images?: ReadonlySet<string>;
}
