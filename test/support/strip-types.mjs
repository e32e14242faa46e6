import { stripTypeScriptTypes } from 'node:module';

/** Jest's transform: the same type stripping that `node file.ts` does, so line numbers stay as they are. */
export default { process: (source) => ({ code: stripTypeScriptTypes(source) }) };
