import { AwsError } from '../../service.ts';
import type { World } from '../../world.ts';
import { isNamed, type Secret } from './secret.ts';

/** The secrets of one account and region. */
export const createSecrets = (world: World) => {
  let secrets: Secret[] = [];
  /** Leaves out what has been deleted for good by now. */
  const living = (): Secret[] => {
    const now = world.clock.now();
    secrets = secrets.filter(({ deletionAt = Number.POSITIVE_INFINITY }) => deletionAt > now);
    return secrets;
  };
  const find = (id: string): Secret | undefined => living().find((secret) => isNamed(secret, id));
  return {
    /** All that are not gone for good, those marked for deletion included. */
    living,
    find,
    add: (secret: Secret) => secrets.push(secret),
    remove: (secret: Secret) => {
      secrets = secrets.filter((each) => each !== secret);
    },
    /** @throws AwsError ResourceNotFoundException, or InvalidRequestException for one marked for deletion */
    get(id: string, { isDeletedFine = false } = {}): Secret {
      const secret = find(id);
      if (!secret) {
        throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      }
      if (secret.deletedAt !== undefined && !isDeletedFine) {
        throw new AwsError(
          'InvalidRequestException',
          "You can't perform this operation on the secret because it was marked for deletion.",
        );
      }
      return secret;
    },
  };
};

export type Secrets = ReturnType<typeof createSecrets>;
