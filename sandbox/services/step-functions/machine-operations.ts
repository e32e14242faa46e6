import type * as sfn from '@aws-sdk/client-sfn';
import { checkDefinition } from '../../engine/check-definition.ts';
import type { Operations } from '../../service.ts';
import type { World } from '../../world.ts';
import { resourceNotFound } from './errors.ts';
import type { StateMachines } from './machines.ts';
import { pageOf } from './pages.ts';

/** What the sandbox does not do, in the answers that tell of it. */
export const loggingOff = {
  loggingConfiguration: { level: 'OFF' as const, includeExecutionData: false },
  tracingConfiguration: { enabled: false },
};

/** The operations on state machines. */
export const machineOperations = (machines: StateMachines, { clock }: World) =>
  ({
    CreateStateMachine: async (input) => {
      const { name = '', definition = '', roleArn = '', type, tags } = input;
      const stored = await machines.create({ name, definition, roleArn, type, tags });
      return { stateMachineArn: stored.stateMachineArn, creationDate: new Date(stored.createdAt) };
    },
    UpdateStateMachine: async ({ stateMachineArn = '', definition, roleArn }) => {
      const { revisionId } = await machines.update(stateMachineArn, { definition, roleArn });
      return { updateDate: new Date(clock.now()), revisionId };
    },
    DeleteStateMachine: ({ stateMachineArn = '' }) => {
      machines.delete(stateMachineArn);
      return {};
    },
    DescribeStateMachine: ({ stateMachineArn = '' }) => {
      const { createdAt, machine: _, tags: __, ...stored } = machines.get(stateMachineArn);
      return { ...stored, type: 'STANDARD', status: 'ACTIVE', creationDate: new Date(createdAt), ...loggingOff };
    },
    ListStateMachines: (input) => {
      const { page, ...rest } = pageOf(machines.list(), input);
      const stateMachines = page.map(({ stateMachineArn, name, createdAt }) => ({
        stateMachineArn,
        name,
        type: 'STANDARD' as const,
        creationDate: new Date(createdAt),
      }));
      return { stateMachines, ...rest };
    },
    ValidateStateMachineDefinition: ({ definition = '' }) => validated(definition),
    ListTagsForResource: ({ resourceArn = '' }) => {
      const stored = machines.list().find(({ stateMachineArn }) => stateMachineArn === resourceArn);
      if (stored === undefined) throw resourceNotFound(resourceArn);
      return { tags: stored.tags };
    },
  }) satisfies Operations<typeof sfn>;

/** What is wrong with a definition, as the console's editor asks for it. */
const validated = async (definition: string) => {
  const problems = await checkDefinition(definition);
  return {
    result: problems.length === 0 ? ('OK' as const) : ('FAIL' as const),
    diagnostics: problems.map((problem) => {
      const [, code = 'SCHEMA_VALIDATION_FAILED', message = problem] = /^([A-Z_]+): (.*)$/s.exec(problem) ?? [];
      return { severity: 'ERROR' as const, code, message };
    }),
    truncated: false,
  };
};
