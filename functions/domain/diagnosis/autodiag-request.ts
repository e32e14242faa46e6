import * as v from 'valibot';
import { diagnosticModes, environmentBounds, environmentDefaults } from '../../../layers/autodiag/contract.ts';
import { integer, secretArn, text } from '../request-fields.ts';

const hostOrPath = v.pipe(
  text(2_000),
  v.regex(
    // What stands before an @ may be a password, and an override stays readable in DescribeTasks.
    /^[A-Za-z0-9[\]._~:/?#&!()*+,=%-]+$/,
    'host or host/path, several separated by commas, in ASCII (bücher.example is xn--bcher-kva.example), ' +
      'without spaces, logins or shell characters',
  ),
);

const subnetIds = 'a list of 1 to 16 subnet ids such as ["subnet-1"]';
const securityGroupIds = 'a list of at most 5 security group ids such as ["sg-1"]';

const network = v.strictObject(
  {
    subnets: v.pipe(v.array(text(255), subnetIds), v.minLength(1, subnetIds), v.maxLength(16, subnetIds)),
    securityGroups: v.optional(v.pipe(v.array(text(255), securityGroupIds), v.maxLength(5, securityGroupIds))),
    assignPublicIp: v.optional(v.picklist(['ENABLED', 'DISABLED'], 'ENABLED or DISABLED'), 'DISABLED'),
  },
  'an object with subnets, and optionally securityGroups and assignPublicIp',
);

const mysql = v.strictObject(
  {
    host: v.optional(text(255)),
    port: v.optional(integer(...environmentBounds.databasePort)),
    database: v.optional(text(64)),
    secretArn: secretArn(),
  },
  'an object with secretArn, and optionally host, port and database',
);

/** The `autodiag` request: flat JSON that a person can type in the console. */
export const autodiagRequestSchema = v.strictObject({
  mode: v.picklist(diagnosticModes, `one of ${diagnosticModes.join(', ')}`),
  cluster: text(2_048),
  endpoint: v.optional(hostOrPath),
  port: v.optional(integer(...environmentBounds.port)),
  protocol: v.optional(v.picklist(['http', 'https'], 'http or https')),
  taskId: v.optional(text(255)),
  mysql: v.optional(mysql),
  containerInstance: v.optional(text(2_048)),
  launchType: v.optional(v.picklist(['EC2', 'FARGATE', 'EXTERNAL'], 'EC2, FARGATE or EXTERNAL')),
  network: v.optional(network),
  service: v.optional(text(2_048)),
  taskDefinition: v.optional(text(2_048)),
  timeoutSeconds: v.optional(integer(30, 3_600), 300),
  checks: v.optional(integer(...environmentBounds.checks)),
  intervalSeconds: v.optional(integer(...environmentBounds.intervalSeconds)),
  probeTimeoutSeconds: v.optional(integer(...environmentBounds.timeoutSeconds), environmentDefaults.timeoutSeconds),
  matcher: v.optional(
    v.pipe(text(100), v.regex(/^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/, 'status codes such as 200-399 or 200,301')),
  ),
  maxMatches: v.optional(integer(...environmentBounds.maxMatches)),
});

/** A valid request with its defaults filled in. */
export type AutodiagRequest = v.InferOutput<typeof autodiagRequestSchema>;
