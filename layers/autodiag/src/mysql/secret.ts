import { errorName } from '../../../shared/errors.ts';

/** A secret could not be read or used. Never holds any of its text. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}

const allow = 'allow the task role (taskRoleArn) secretsmanager:GetSecretValue or ssm:GetParameter on this ARN';

/** What the two services' errors mean. */
const problems: Readonly<Record<string, [meaning: string, remedy: string]>> = {
  ResourceNotFoundException: [
    'the secret does not exist',
    'check the ARN, its region and the six characters at its end',
  ],
  ParameterNotFound: ['the parameter does not exist', 'check the ARN and its region'],
  AccessDeniedException: ['the task role may not read it', `${allow}, and kms:Decrypt on its key`],
  DecryptionFailure: ['its key cannot decrypt it', 'allow the task role kms:Decrypt on the key of the secret'],
  InvalidKeyId: ['its key cannot be used', 'check that the KMS key is enabled and allows the task role'],
  InvalidRequestException: ['it cannot be read now', 'check that the secret is not scheduled for deletion'],
  CredentialsProviderError: [
    'there are no credentials to read it with',
    `give the task definition a task role; ${allow}`,
  ],
  ExpiredTokenException: ['the credentials have expired', 'start a new task'],
  UnrecognizedClientException: ['the credentials are not accepted', 'check the task role and the region'],
  TimeoutError: [
    'the service did not answer',
    'check the route to its VPC endpoint or NAT gateway (DIAG_MODE=GENERAL)',
  ],
};

const explain = (error: unknown): SecretError => {
  if (error instanceof SecretError) return error;
  const name = errorName(error);
  const [meaning, remedy] = problems[name] ?? ['it could not be read', `check the endpoint of the service; ${allow}`];
  return new SecretError(`${meaning} (${name})`, remedy, { cause: error });
};

const noText = (): SecretError =>
  new SecretError('it holds no text', 'store the login as JSON text, not as binary data');

/** Both clients load only here: other modes start without them. */
const readers = {
  secretsmanager: async (arn: string, options: object): Promise<string | undefined> => {
    const { SecretsManagerClient, GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
    const client = new SecretsManagerClient(options);
    return (await client.send(new GetSecretValueCommand({ SecretId: arn }))).SecretString;
  },
  ssm: async (arn: string, options: object): Promise<string | undefined> => {
    const { SSMClient, GetParameterCommand } = await import('@aws-sdk/client-ssm');
    const client = new SSMClient(options);
    return (await client.send(new GetParameterCommand({ Name: arn, WithDecryption: true }))).Parameter?.Value;
  },
};

/**
 * Reads a Secrets Manager secret or an SSM parameter (decrypted) with the task's role.
 *
 * @param arn checked by environment.ts
 * @throws SecretError with what it means and what to do
 */
export const readSecret = async (arn: string, timeoutMs: number): Promise<string> => {
  const [, , service, region] = arn.split(':');
  const requestHandler = { connectionTimeout: timeoutMs, requestTimeout: timeoutMs, throwOnRequestTimeout: true };
  const read = service === 'ssm' ? readers.ssm : readers.secretsmanager;
  try {
    const text = await read(arn, { region, maxAttempts: 2, requestHandler });
    if (text === undefined) throw noText();
    return text;
  } catch (error) {
    throw explain(error);
  }
};
