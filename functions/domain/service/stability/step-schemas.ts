import * as v from 'valibot';

/** `$.service`, as CreateService and ScaleService leave it. */
export const awaitedServiceSchema = v.object({
  serviceArn: v.string(),
  clusterArn: v.string(),
  taskDefinitionArn: v.string(),
  desiredCount: v.number(),
  updatedAt: v.string(),
});

/** `$.stability.unstable`. */
const unstableTaskSchema = v.object({
  taskArn: v.string(),
  container: v.nullable(v.string()),
  logGroup: v.nullable(v.string()),
  logStream: v.nullable(v.string()),
  logNote: v.nullable(v.string()),
  reason: v.string(),
  remedy: v.string(),
});

/** The stopped task that explains best why a service is not stable, and where its container logged to. */
export type UnstableTask = v.InferOutput<typeof unstableTaskSchema>;

/** `$.stability`, as CheckServiceStable leaves it. */
export const stabilitySchema = v.object({
  status: v.picklist(['STABLE', 'PENDING', 'FAILED', 'OVERDUE']),
  reason: v.string(),
  unstable: v.nullable(unstableTaskSchema),
});
