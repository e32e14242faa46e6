import type { DescribeParametersCommandInput } from '@aws-sdk/client-ssm';
import { AwsError } from '../../service.ts';
import type { Parameter } from './parameter.ts';

const mostValues = 50;

const checkKey = (key: string): void => {
  if (/^(?:tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType)$/.test(key)) {
    if (key === 'Name' || key === 'Type') return;
    throw new AwsError('InvalidFilterKey', `the sandbox filters parameters by Name and Type, not by ${key}`);
  }
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${key}' at 'parameterFilters' failed to satisfy constraint: Member must satisfy regular expression pattern: tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType`,
  );
};

/** How values are compared, by option. */
const comparisons: Record<string, (text: string, value: string) => boolean> = {
  Equals: (text, value) => text === value,
  BeginsWith: (text, value) => text.startsWith(value),
  Contains: (text, value) => text.includes(value),
};

/**
 * The predicate of `ParameterFilters`.
 *
 * @throws AwsError InvalidFilterKey, InvalidFilterOption, InvalidFilterValue or ValidationException
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html
 */
export const parameterFilter = (
  filters: NonNullable<DescribeParametersCommandInput['ParameterFilters']>,
): ((parameter: Parameter) => boolean) => {
  const predicates = filters.map(({ Key = '', Option = 'Equals', Values = [] }) => {
    checkKey(Key);
    const compare = Object.hasOwn(comparisons, Option) ? comparisons[Option] : undefined;
    if (!compare || (Option === 'Contains' && Key !== 'Name')) {
      throw new AwsError('InvalidFilterOption', `The following filter option is not valid: ${Option}.`);
    }
    if (Values.length === 0 || Values.length > mostValues) {
      throw new AwsError('InvalidFilterValue', `A filter takes 1 to ${mostValues} values.`);
    }
    const read = ({ name, type }: Parameter) => (Key === 'Name' ? name : type);
    return (parameter: Parameter) => Values.some((value) => compare(read(parameter), value));
  });
  return (parameter) => predicates.every((matches) => matches(parameter));
};
