import { Logger } from '@aws-lambda-powertools/logger';

/**
 * JSON log lines for CloudWatch. Messages are constant and lower case, data goes in keys. One per function instance;
 * importing it does nothing else.
 */
export const createLogger = (): Logger =>
  new Logger({ serviceName: process.env['RUNBOOKS_SERVICE'] ?? 'ecs-runbooks' });
