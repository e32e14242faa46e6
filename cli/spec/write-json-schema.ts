import { writeFile } from 'node:fs/promises';
import { serviceSpecJsonSchema } from './json-schema.ts';

// `npm run schema`: what a test compares with the schemas that specs are read by.
const file = new URL('../../docs/service-spec.schema.json', import.meta.url);
await writeFile(file, `${JSON.stringify(serviceSpecJsonSchema(), null, 2)}\n`);
