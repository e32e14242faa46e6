// Node 24 comes with `npm ci`; an install that runs no scripts leaves it out, and then types cannot be stripped.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(`Node 24 is needed and ${process.version} is running: run "npm ci" without --ignore-scripts`);
  process.exit(1);
}
