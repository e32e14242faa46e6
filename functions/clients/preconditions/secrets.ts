import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Looked } from '../../domain/service/preconditions/looked.ts';
import type { SecretFact } from '../../domain/service/preconditions/secrets.ts';
import { look } from './look.ts';

/** The first is of one that is not there; the others of an id that no secret can have. */
const absent = ['ResourceNotFoundException', 'InvalidParameterException', 'ValidationException'];

/**
 * Looks at a secret, never at its value.
 *
 * @param SecretId name or ARN; of an ARN the random suffix may be missing
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
 */
export const lookAtSecret = (secretsManager: SecretsManagerClient, SecretId: string): Promise<Looked<SecretFact>> =>
  look(async () => {
    const secret = await secretsManager.send(new DescribeSecretCommand({ SecretId }));
    return { deletedAt: secret.DeletedDate?.toISOString() ?? null, versions: secret.VersionIdsToStages ?? {} };
  }, absent);
