/**
 * The images that the sandbox has, by the end of their repository path; the registry before it does not matter.
 *
 * | image | what a container of it does |
 * |---|---|
 * | `…/ecs-runbooks/autodiag[:tag]` | really runs AutoDiag as a process |
 * | `…/sandbox/runs` | runs until it is stopped, then exits with 143 |
 * | `…/sandbox/unhealthy` | runs like `runs`, but every health check of it fails |
 * | `…/sandbox/crashes` | runs for a minute, logs why and exits with code 1 |
 * | `…/sandbox/exits:N` | runs for a second and exits with code N (0 without a tag) |
 * | `…/sandbox/pulls` | is pulled for ever: the task stays PENDING until it is stopped |
 * | `…/sandbox/cannot-pull` | the registry cannot be reached: CannotPullContainerError |
 * | `…/sandbox/cannot-start` | its entry point does not exist: CannotStartContainerError |
 * | `…/sandbox/no-resources` | the task gets no resources: ResourceInitializationError |
 * | any other | does not exist: CannotPullContainerError, not found; a scenario may have it run like `runs` |
 */
export type Image =
  | { kind: 'program'; program: 'autodiag' }
  | { kind: 'exits'; exitCode: number }
  | {
      kind: 'runs' | 'unhealthy' | 'crashes' | 'pulls' | 'cannot-pull' | 'cannot-start' | 'no-resources' | 'not-found';
    };

const reference = /^(?<repository>.+?)(?::(?<tag>[\w][\w.-]{0,127}))?(?:@sha256:[0-9a-f]{64})?$/;
const simulated = ['runs', 'unhealthy', 'crashes', 'pulls', 'cannot-pull', 'cannot-start', 'no-resources'] as const;

/**
 * What the sandbox does with an image reference, by the table above.
 *
 * @param running references outside of the table that are there and run
 */
export const imageOf = (image: string, running: ReadonlySet<string> = new Set()): Image => {
  const { repository = '', tag } = reference.exec(image)?.groups ?? {};
  const path = `/${repository}`;
  if (path.endsWith('/ecs-runbooks/autodiag')) return { kind: 'program', program: 'autodiag' };
  if (path.endsWith('/sandbox/exits')) return exitsOf(tag);
  const kind = simulated.find((name) => path.endsWith(`/sandbox/${name}`));
  return { kind: kind ?? (running.has(image) ? 'runs' : 'not-found') };
};

/** Whether a container of the image passes health checks while it runs. */
export const passesHealthChecks = (image: string): boolean => imageOf(image).kind !== 'unhealthy';

const exitsOf = (tag = '0'): Image => {
  const exitCode = Number(tag);
  return Number.isInteger(exitCode) && exitCode >= 0 && exitCode <= 255
    ? { kind: 'exits', exitCode }
    : { kind: 'not-found' };
};
