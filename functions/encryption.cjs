const { capitalized, declared } = require('./functions.cjs');

/** Log groups of the stack's that no function has. */
const others = ['StateMachineLogGroup', 'AutodiagLogGroup'];

/**
 * Encrypts every log group of the stack and the result topic with the key of the parameter `kmsKeyArn`, where there is one. The log
 * groups of functions are made by the framework, which knows no such setting but lets its resources be extended.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
module.exports = async ({ resolveVariable }) => {
  const key = await resolveVariable('param:kmsKeyArn');
  if (!key) return { Resources: {} };
  const groups = [...Object.keys(declared()).map((name) => `${capitalized(name)}LogGroup`), ...others];
  return {
    extensions: {
      ...Object.fromEntries(groups.map((id) => [id, { Properties: { KmsKeyId: key } }])),
      ResultTopic: { Properties: { KmsMasterKeyId: key } },
    },
  };
};
