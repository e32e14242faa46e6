const actionsOf = (statements) => statements.flatMap(({ Action }) => Action);

/**
 * What a function may with the key (`kmsKeyArn`) that topics and queues are encrypted with, by what it may with those: who sends needs a
 * data key of it and, as SNS and SQS ask, may decrypt; who receives decrypts. Nothing where there is no key.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
const keyStatements = (statements, kmsKeyArn) => {
  if (!kmsKeyArn) return [];
  const actions = actionsOf(statements);
  const sends = actions.includes('sns:Publish') || actions.includes('sqs:SendMessage');
  const receives = actions.includes('sqs:ReceiveMessage');
  if (!sends && !receives) return [];
  return [
    { Effect: 'Allow', Action: sends ? ['kms:GenerateDataKey', 'kms:Decrypt'] : 'kms:Decrypt', Resource: kmsKeyArn },
  ];
};

module.exports = { keyStatements };
