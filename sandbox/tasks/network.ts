import type { Attachment } from '@aws-sdk/client-ecs';
import { newId, type TaskRecord } from './records.ts';

/** How long the sandbox takes for an elastic network interface; AWS takes about ten seconds. */
export const provisionMs = 300;
export const deprovisionMs = 100;

const macAddress = (seed: string): string => ['02', ...(seed.slice(0, 10).match(/../g) ?? [])].join(':');

/** How many addresses this process has given away. */
let given = 0;

/** An address of 10.0.0.0/16 that no other task has, even one of another sandbox; nothing listens there. */
const nextAddress = (): string => {
  given = (given + 1) % 64_000;
  return `10.0.${Math.floor(given / 250)}.${4 + (given % 250)}`;
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
  const privateIpv4Address = nextAddress();
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
