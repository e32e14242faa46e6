/** What the fields of requests about services mean; their limits are the schemas'. */

const specMeanings = {
  spec: 'the service spec, of version 0, 1.0, 1.1, 1.2 or 2.0; on a command line spec=@file',
  specText: 'the same as text',
  specUrl: 'where the spec is',
  cloud_spec_json: 'the same as specText, in requests that were written for the tool before',
  global_state: 'in requests that were written for the tool before',
  environment: 'which environment of the spec',
  contexts: 'further choices within the environment, such as a role; specs of version 2.0',
  variables: `what \${NAME} in the spec stands for, by name`,
  serviceOverrides: 'values instead of those in the spec; also forceNewDeployment and taskDefinition',
};

const runMeanings = {
  dryRun: 'only say what would be done, and whether it can be',
  pollSeconds: 'pause between two looks at something that takes time',
  timeoutMinutes: 'limit of each wait',
  breakLock: 'go on although this execution holds the lock on the service; look first that it does nothing more',
  lockedBy: 'set by replace-service on the runs it starts',
};

const countMeanings = {
  desiredCount: "tasks to run, or auto or match for as many as the active service; default the spec's",
  activeService: 'service whose count auto and match take, in the same cluster',
};

const planMeanings = {
  approvedPlan: "hash of a dry run's plan: fail when the plan is another by now",
};

const undoMeanings = {
  onFailure: 'rollback: undo what the run did; keep: leave it and say what stands',
};

/** Fields of deploy-service. */
export const deployMeanings = {
  ...specMeanings,
  ...runMeanings,
  ...countMeanings,
  ...planMeanings,
  ...undoMeanings,
  allowExisting:
    'whether what is there and not ours may be used and changed; wins over every allowExisting of the spec',
  only: 'do one step by itself',
  specSource: 'where the spec comes from, kept as the tag service_spec_url of the task definition',
  afterTeardown: 'in a dry run: plan as though what is ours were gone; replace-service sets it',
};

/** Fields of teardown-service. */
export const teardownMeanings = {
  ...specMeanings,
  ...runMeanings,
  ...planMeanings,
  onFailure: 'a teardown undoes nothing',
  allowExisting: 'whether what the spec names and nobody of this suite owns is deleted too',
  only: 'do one step by itself',
};

/** Fields of scale-service. */
export const scaleMeanings = {
  ...specMeanings,
  ...runMeanings,
  ...countMeanings,
  ...planMeanings,
  ...undoMeanings,
  cluster: 'instead of a spec: cluster of the service, name or ARN',
  service: 'instead of a spec: name of the service',
  moveBounds: 'move the bounds of autoscaling where the count is outside of them; otherwise that is an error',
};

/** Fields of replace-service. */
export const replaceMeanings = {
  ...specMeanings,
  ...runMeanings,
  ...countMeanings,
  ...undoMeanings,
  strategy: 'recreate: tear down, then deploy; parallel: deploy the new beside the old, verify it, tear the old down',
  oldSpec: 'the spec to tear down; recreate: default the same; parallel: required, of another service',
  oldSpecText: 'the same as text',
  oldSpecUrl: 'where the old spec is',
  allowExisting: 'whether what is there and not ours may be used and changed, and deleted',
  specSource: 'where the new spec comes from, kept as the tag service_spec_url of the task definition',
};
