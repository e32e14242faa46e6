import { errorCode, errorMessage } from '../../../shared/errors.ts';

const meanings: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'it is no directory',
  EISDIR: 'it is a directory',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  ELOOP: 'it is a loop of symbolic links',
  EIO: 'the disk reported an input/output error',
  Z_BUF_ERROR: 'the compressed file ends too early',
  Z_DATA_ERROR: 'the compressed data is damaged',
};

/** Why a file or directory could not be read, in words. */
export const fileProblem = (error: unknown): string => {
  const code = errorCode(error);
  const meaning = meanings[code];
  return meaning === undefined ? errorMessage(error) : `${meaning} (${code})`;
};
