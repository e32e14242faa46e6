import type { Finding } from '../../../../layers/shared/finding.ts';
import { fail, pass } from './findings.ts';
import type { CheckedTaskDefinition } from './task-definition.ts';

/** Where a target group's requests go. */
interface Attached {
  containerName: string;
  containerPort: number;
  targetGroup: { name: string };
}

const isInRange = (range: string | undefined, port: number): boolean => {
  const [first = 0, last = first] = (range ?? '').split('-').map(Number);
  return port >= first && port <= last;
};

/** Whether each attached container is in the task definition, with the port. */
export const checkContainers = (attached: readonly Attached[], definition: CheckedTaskDefinition): Finding[] =>
  attached.map(({ containerName, containerPort, targetGroup }) => {
    const check = `container ${containerName} port ${containerPort} for target group ${targetGroup.name}`;
    const containers = definition.containerDefinitions ?? [];
    const container = containers.find(({ name }) => name === containerName);
    if (!container) {
      const names = containers.flatMap(({ name }) => name ?? []).join(', ');
      return fail(check, `the task definition has no such container; it has: ${names}`, 'correct containerName');
    }
    const mappings = container.portMappings ?? [];
    const isMapped = mappings.some(
      ({ containerPort: mapped, containerPortRange }) =>
        mapped === containerPort || isInRange(containerPortRange, containerPort),
    );
    if (isMapped) return pass(check, 'is mapped by the task definition');
    return fail(check, 'no portMapping of the container has this containerPort', 'add it to its portMappings');
  });
