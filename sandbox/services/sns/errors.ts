import { AwsError } from '../../service.ts';

/** SNS's error for what is wrong with a request. */
export const invalid = (detail: string): AwsError => new AwsError('InvalidParameter', `Invalid parameter: ${detail}`);
