import { objectIn, refuse, takeMisplaced } from './misplaced-fields.ts';
import { fail, isJsonObject, type JsonObject, type LocatedProblem, type Path, warn } from './spec-problem.ts';
import { isBefore, type SpecVersion } from './spec-version.ts';

/** A document in the shape of version 2.0, and where its parts stood before. */
export interface ModernDocument {
  document: JsonObject;
  problems: LocatedProblem[];
  /** Path in the document as it was given. */
  originalPath: (path: Path) => Path;
}

/** An object without a key, and what stood there. */
const without = (owner: JsonObject, key: string): [JsonObject, unknown] => {
  const { [key]: value, ...rest } = owner;
  return [rest, value];
};

/** `{"type": "ecsTask", "ecsTask": task}` for each name, as the task itself. */
const tasksOfTests = (tests: unknown): { tasks: unknown; problems: LocatedProblem[] } => {
  if (!isJsonObject(tests)) return { tasks: tests, problems: [] };
  const entries = Object.entries(tests);
  const isTask = (test: unknown): test is JsonObject => isJsonObject(test) && test['type'] === 'ecsTask';
  return {
    tasks: Object.fromEntries(entries.map(([name, test]) => [name, isTask(test) ? (test['ecsTask'] ?? {}) : {}])),
    problems: entries
      .filter(([, test]) => !isTask(test))
      .map(([name]) => fail(['tests', name, 'type'], 'ecsTask, with the task under ecsTask')),
  };
};

const originalPathIn =
  (version: SpecVersion) =>
  (path: Path): Path => {
    if (path[0] !== 'aws') return path;
    const [, section, ...rest] = path;
    const isOldTask = section === 'ecs' && rest[0] === 'tasks' && isBefore(version, '1.1');
    if (isOldTask) return rest.length === 1 ? ['tests'] : ['tests', rest[1] ?? '', 'ecsTask', ...rest.slice(2)];
    let inner: Path = rest;
    if (section === 'elb' && rest[0] === 'loadBalancers' && version !== '2.0') {
      const [, , listeners, , ...below] = rest;
      inner = listeners === 'listeners' ? ['loadBalancer', 'listener', ...below] : ['loadBalancer', ...rest.slice(2)];
    }
    const isAtRoot = version === '0' && (section === 'elb' || section === 'ecs');
    return [...(isAtRoot ? [] : ['aws']), ...(section === undefined ? [] : [section]), ...inner];
  };

/** One loadBalancer with one listener, as lists. */
const listsOfOne = (elb: JsonObject): JsonObject => {
  const [rest, balancer] = without(elb, 'loadBalancer');
  if (!isJsonObject(balancer)) return balancer === undefined ? rest : { ...rest, loadBalancers: [balancer] };
  const [plain, listener] = without(balancer, 'listener');
  return { ...rest, loadBalancers: [listener === undefined ? plain : { ...plain, listeners: [listener] }] };
};

/** One-off tasks as version 1.1 has them. */
const moveTests = (version: SpecVersion, aws: JsonObject, tests: unknown): LocatedProblem[] => {
  if (!isBefore(version, '1.1')) return tests === undefined ? [] : [fail(['tests'], 'belongs under aws.ecs.tasks')];
  const path = version === '0' ? ['ecs'] : ['aws', 'ecs'];
  const { tasks, problems } = tasksOfTests(tests);
  const ecs = aws['ecs'] ?? {};
  const misplaced = refuse(objectIn(aws, 'ecs'), path, { tasks: 'in this version: tests, at the root' });
  aws['ecs'] = isJsonObject(ecs) && tasks !== undefined ? { ...ecs, tasks } : ecs;
  return [...problems, ...misplaced];
};

const dropRoute53 = (version: SpecVersion, aws: JsonObject): LocatedProblem[] => {
  if (!isBefore(version, '1.2') || aws['route53'] === undefined) return [];
  delete aws['route53'];
  return [warn(['aws', 'route53'], 'not read: it came with version 1.2')];
};

/**
 * Brings a collapsed document of any version to the shape of version 2.0.
 *
 * @param given is changed; hand over a copy
 */
export const modernize = (version: SpecVersion, given: JsonObject): ModernDocument => {
  const problems = takeMisplaced(version, given);
  const originalPath = originalPathIn(version);
  if (given['aws'] !== undefined && !isJsonObject(given['aws'])) return { document: given, problems, originalPath };
  const { tests, aws: home, ...rest } = given;
  const aws: JsonObject = { ...objectIn(given, 'aws') };
  if (version === '0') {
    for (const key of ['elb', 'ecs']) {
      if (rest[key] !== undefined) aws[key] = rest[key];
      delete rest[key];
    }
  }
  if (version !== '2.0' && isJsonObject(aws['elb'])) aws['elb'] = listsOfOne(aws['elb']);
  problems.push(...moveTests(version, aws, tests), ...dropRoute53(version, aws));
  return { document: { ...rest, aws }, problems, originalPath };
};
