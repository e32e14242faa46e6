/** The worlds that `runbook sandbox --scenario` offers, and what each is to be tried for. */
export const scenarios = {
  seed: 'what the seed runbook’s own spec expects to find, for prestaging and staging; its verification host answers',
  'network-load-balancer': 'a service behind a TCP listener, which is created with it',
  'image-missing': 'the image of the service cannot be pulled',
  'health-check-fails': 'tasks run, but the load balancer’s health checks of them fail',
  'crashes-after-a-minute': 'tasks start and exit with code 1 after a minute, before a health check of them has passed',
} as const;

export type ScenarioName = keyof typeof scenarios;

/** Whether a scenario has the name. */
export const isScenarioName = (name: string): name is ScenarioName => Object.hasOwn(scenarios, name);
