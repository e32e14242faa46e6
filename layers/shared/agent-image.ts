/** `amazon/amazon-ecs-agent:latest`, with or without a registry, tag or digest; the container's name does not count. */
const agentImage = /(^|\/)amazon-ecs-agent([:@]|$)/;

/** Lists show the bare id of an image whose tag has gone to a newer one, as an update of the agent does. */
const bareId = /^(sha256:)?[0-9a-f]{12,64}$/;

/** Whether an image is that of the ECS agent, e.g. `public.ecr.aws/ecs/amazon-ecs-agent:v1.96.0`. */
export const isAgentImage = (image: string): boolean => agentImage.test(image);

/** Whether a list shows no name of an image: describing the container does. */
export const isNamelessImage = (image: string): boolean => bareId.test(image);
