/** The name of something of the stack's, by its stage. */
const sub = (name) => `\${self:service}-\${sls:stage}-${name}`;

module.exports = { sub };
