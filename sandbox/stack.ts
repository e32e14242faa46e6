import type { Services } from './services.ts';
import { deployTemplate } from './stack/deploy.ts';
import { type CachedStack, sandboxStage } from './stack/package.ts';
import { resourceDeployers } from './stack/resources.ts';
import type { World } from './world.ts';

export { isPackaged, packagedStack, sandboxStage } from './stack/package.ts';
export { builtPrograms } from './stack/programs.ts';

/** Deploys the packaged stack into the sandbox, so that no wiring is written twice. */
export const deployStack = async (world: World, services: Services, stack: CachedStack): Promise<void> => {
  const account = { accountId: world.accountId, region: world.region, stackName: `ecs-runbooks-${sandboxStage}` };
  const findPackage = (fileName: string) => {
    const found = stack.packages[fileName];
    if (found) return found;
    throw new Error(`the stack's package has no ${fileName}; it has ${Object.keys(stack.packages).join(', ')}`);
  };
  const { isChecked } = stack;
  await deployTemplate(stack.template, account, resourceDeployers(services, account, { findPackage, isChecked }));
  if (!isChecked) await stack.markChecked();
};
