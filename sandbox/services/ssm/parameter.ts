import type { ParameterType, PutParameterCommandInput } from '@aws-sdk/client-ssm';
import { AwsError } from '../../service.ts';

/** A parameter at its newest version. */
export interface Parameter {
  name: string;
  type: ParameterType;
  value: string;
  version: number;
  /** Milliseconds since the epoch. */
  modifiedAt: number;
  description?: string;
}

const types: ParameterType[] = ['String', 'StringList', 'SecureString'];
const largestValueBytes = 4096;

/** The name that an ARN stands for: the slash before a plain name is not part of it. */
export const parameterNameOf = (nameOrArn: string, names: string[]): string => {
  const path = /^arn:[^:]+:ssm:[^:]*:[^:]*:parameter(\/.+)$/.exec(nameOrArn)?.[1];
  if (path === undefined) return nameOrArn;
  return names.includes(path) ? path : path.slice(1);
};

/**
 * Applies the rules of the standard tier.
 *
 * @param known the parameter at its version before, whose type stays
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 */
export const checkParameter = (
  { Name = '', Type, Value = '' }: PutParameterCommandInput,
  known: Parameter | undefined,
): Pick<Parameter, 'type' | 'value'> => {
  if (!/^[\w./-]{1,1011}$/.test(Name) || (Name.includes('/') && !Name.startsWith('/'))) {
    throw new AwsError(
      'ValidationException',
      'Parameter name must be a fully qualified name: letters, digits and . - _ only, beginning with / where it holds one.',
    );
  }
  if (/^\/?(aws|ssm)/i.test(Name)) {
    throw new AwsError(
      'ValidationException',
      'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).',
    );
  }
  const type = Type ?? known?.type;
  if (type === undefined) {
    throw new AwsError('ValidationException', 'A parameter type is required when you create a parameter.');
  }
  if (!types.includes(type))
    throw new AwsError('UnsupportedParameterType', `The parameter type '${type}' is not supported.`);
  if (known && known.type !== type) {
    throw new AwsError(
      'HierarchyTypeMismatch',
      'A parameter with the same name but a different type already exists; delete it first.',
    );
  }
  checkValue(Value);
  return { type, value: Value };
};

const checkValue = (Value: string): void => {
  if (Value === '') {
    throw new AwsError(
      'ValidationException',
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  if (Buffer.byteLength(Value) > largestValueBytes) {
    throw new AwsError(
      'ValidationException',
      'Standard tier parameters support a maximum parameter value of 4096 characters.',
    );
  }
};
