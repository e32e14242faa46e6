import type { World } from '../../world.ts';
import { invalidArn, invalidName } from './errors.ts';

const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u;

/** @throws AwsError InvalidName for what Step Functions takes for no name of a machine or an execution */
export const checkName = (name: string): string => {
  if (name.length === 0 || name.length > 80 || forbidden.test(name)) throw invalidName(name);
  return name;
};

type Account = Pick<World, 'accountId' | 'region'>;

const prefixOf = ({ region, accountId }: Account) => `arn:aws:states:${region}:${accountId}`;

export const stateMachineArnOf = (world: Account, name: string) => `${prefixOf(world)}:stateMachine:${name}`;

export const executionArnOf = (world: Account, machine: string, name: string) =>
  `${prefixOf(world)}:execution:${machine}:${name}`;

const arnPatterns = {
  stateMachine: /^arn:aws[\w-]*:states:[\w-]+:\d{12}:stateMachine:[^:/]+$/,
  execution: /^arn:aws[\w-]*:states:[\w-]+:\d{12}:execution:[^:/]+:[^:/]+$/,
};

/** @throws AwsError InvalidArn */
export const checkArn = (arn: string, kind: keyof typeof arnPatterns): string => {
  if (!arnPatterns[kind].test(arn)) throw invalidArn(arn);
  return arn;
};
