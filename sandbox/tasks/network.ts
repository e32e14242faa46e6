import type { Attachment } from '@aws-sdk/client-ecs';
import { newId, type TaskRecord } from './records.ts';

/** How long the sandbox takes for an elastic network interface; AWS takes about ten seconds. */
export const provisionMs = 300;
export const deprovisionMs = 100;

const macAddress = (seed: string): string => ['02', ...(seed.slice(0, 10).match(/../g) ?? [])].join(':');

/** An address of the subnet 10.0.x.0/24 that stays the same for a task; nothing listens there. */
const addressOf = (taskId: string): string => {
  const [third, fourth] = [taskId.slice(0, 2), taskId.slice(2, 4)].map((hex) => Number.parseInt(hex, 16));
  return `10.0.${(third ?? 0) % 8}.${4 + ((fourth ?? 0) % 250)}`;
};

/** The elastic network interface of an awsvpc task, as RunTask answers it: not yet created. */
export const precreatedInterface = (): Attachment => ({
  id: crypto.randomUUID(),
  type: 'ElasticNetworkInterface',
  status: 'PRECREATED',
  details: [],
});

/** Gives the task's interface its subnet and addresses, and its containers the interface. */
export const attachInterface = ({ task, id, network }: TaskRecord): void => {
  const privateIpv4Address = addressOf(id);
  for (const attachment of task.attachments ?? []) {
    attachment.status = 'ATTACHED';
    attachment.details = [
      { name: 'subnetId', value: network?.subnets?.[0] ?? '' },
      { name: 'networkInterfaceId', value: `eni-0${newId().slice(0, 16)}` },
      { name: 'macAddress', value: macAddress(id) },
      { name: 'privateDnsName', value: `ip-${privateIpv4Address.replaceAll('.', '-')}.ec2.internal` },
      { name: 'privateIPv4Address', value: privateIpv4Address },
    ];
    for (const container of task.containers) {
      container.networkInterfaces = [{ attachmentId: attachment.id ?? '', privateIpv4Address }];
    }
  }
};

/** Removes the task's interface, as ECS does while the task is DEPROVISIONING. */
export const detachInterface = ({ task }: TaskRecord): void => {
  for (const attachment of task.attachments ?? []) attachment.status = 'DELETED';
};
