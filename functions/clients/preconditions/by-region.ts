import type { ClientOptions } from '../index.ts';

/** A client for a region; undefined: the function's own. */
export type ByRegion<Client> = (region: string | undefined) => Client;

/** One client for each region that is asked for, built at the first time. */
export const byRegion =
  <Client>(build: (options?: ClientOptions) => Client) =>
  (): ByRegion<Client> => {
    const built = new Map<string | undefined, Client>();
    return (region) => {
      const client = built.get(region) ?? build(region === undefined ? {} : { region });
      built.set(region, client);
      return client;
    };
  };
