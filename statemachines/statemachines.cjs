const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const pascal = (name) => name.replace(/(^|-)([a-z])/g, (_, _dash, letter) => letter.toUpperCase());

/** A runbook is a folder with a definition. */
const runbooks = () =>
  readdirSync(__dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(__dirname, entry.name, 'definition.asl.json')))
    .map(({ name }) => name);

const definitionOf = (runbook) => JSON.parse(readFileSync(join(__dirname, runbook, 'definition.asl.json'), 'utf8'));

/** Logical ids of the functions that a definition invokes, read from its `${…LambdaFunction.Arn}` placeholders. */
const invokedFunctions = (runbook) => [
  ...new Set(JSON.stringify(definitionOf(runbook)).match(/(?<=\$\{)\w+LambdaFunction(?=\.Arn\})/g)),
];

/** Runbooks whose machines a definition runs, read from its `${…StateMachine}` placeholders. */
const startedRunbooks = (runbook) => {
  const ids = JSON.stringify(definitionOf(runbook)).match(/(?<=\$\{)\w+(?=StateMachine\})/g);
  return [...new Set(ids)].map((id) => runbooks().find((name) => pascal(name) === id));
};

module.exports = { definitionOf, invokedFunctions, pascal, runbooks, startedRunbooks };
