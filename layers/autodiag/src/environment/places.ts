import { isIP } from 'node:net';
import { environmentNames as names } from '../../contract.ts';
import type { FieldReader, Variables } from './fields.ts';

/** Where the program looks and what ECS told it: the same for every mode. */
export interface Places {
  logDirectory: string;
  /** In the order they are looked in. */
  configDirectories: string[];
  dockerHost: string;
  resolver?: string;
  serviceSuffix?: string;
  metadataUriV4?: string;
  metadataUriV3?: string;
  /** `AWS_ECS_EC2` and the like. */
  executionEnvironment?: string;
  /** Region by AWS_REGION or AWS_DEFAULT_REGION. */
  region?: string;
  /** Names, never values, of all variables. */
  variableNames: string[];
}

/** `address[:port]`, IPv6 in brackets before a port: what Node's resolver takes. */
const readResolver = (fields: FieldReader): string | undefined => {
  const text = fields.optional(names.resolver);
  if (text === undefined) return undefined;
  const [, bracketed, plain] = /^(?:\[([\da-f:.]+)\]|([\d.]+))(?::\d{1,5})?$/i.exec(text) ?? [];
  if (isIP(bracketed ?? plain ?? text) !== 0) return text;
  fields.refuse(
    names.resolver,
    'must be an IP address, with or without a port',
    'set it to e.g. 10.0.0.2 or 10.0.0.2:53',
  );
  return undefined;
};

/** Reads where to look, and what ECS set. */
export const readPlaces = (fields: FieldReader, variables: Variables): Places => {
  const configDirectory = fields.optional(names.configDirectory);
  const optional = {
    resolver: readResolver(fields),
    serviceSuffix: fields.optional(names.serviceSuffix),
    metadataUriV4: fields.optional('ECS_CONTAINER_METADATA_URI_V4'),
    metadataUriV3: fields.optional('ECS_CONTAINER_METADATA_URI'),
    executionEnvironment: fields.optional('AWS_EXECUTION_ENV'),
    region: fields.optional('AWS_REGION') ?? fields.optional('AWS_DEFAULT_REGION'),
  };
  return {
    logDirectory: fields.optional(names.logDirectory) ?? '/var/log/ecs',
    configDirectories: configDirectory === undefined ? ['/etc/config', '/etc/ecs'] : [configDirectory],
    dockerHost: fields.optional(names.dockerHost) ?? 'unix:///var/run/docker.sock',
    variableNames: Object.keys(variables).sort(),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
};
