const { globSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const yaml = require('js-yaml');
const { vpcOf } = require('./vpc.cjs');

/** Every function as its group's functions.yml declares it, with what only it may do (`iamRoleStatements`). */
const declared = () =>
  Object.assign(
    {},
    ...globSync('**/functions.yml', { cwd: __dirname })
      .sort()
      .map((file) => yaml.load(readFileSync(join(__dirname, file), 'utf8'))),
  );

const capitalized = (name) => name[0].toUpperCase() + name.slice(1);

/** `startDiagnosticTask` → `start-diagnostic-task`: the function's file. */
const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Logical id of a function's own role. */
const roleId = (name) => `${capitalized(name)}Role`;

const functionOf = async (name, { iamRoleStatements: _, vpcParameters, ...declaration }, resolveVariable) => {
  const vpc = vpcParameters && (await vpcOf(vpcParameters, resolveVariable));
  const named = { name: `\${self:service}-\${sls:stage}-${kebab(name)}`, role: roleId(name), ...declaration };
  return [name, vpc ? { ...named, vpc } : named];
};

/** `functions:` of serverless.yml: the declarations, named by stage and each with its own role. */
const functions = async ({ resolveVariable }) =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(declared()).map(([name, declaration]) => functionOf(name, declaration, resolveVariable)),
    ),
  );

module.exports = functions;
module.exports.declared = declared;
module.exports.capitalized = capitalized;
module.exports.kebab = kebab;
module.exports.roleId = roleId;
