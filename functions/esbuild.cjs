const { join } = require('node:path');

/** How functions are bundled. Size and start-up time count: docs/decisions says what each line is worth. */
module.exports = () => ({
  bundle: true,
  minify: true,
  sourcemap: false,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  outputFileExtension: '.mjs',
  exclude: [],
  // plain builds, a few at a time: the plugin would keep a build context of every function, 100 MB each
  skipRebuild: true,
  concurrency: 4,
  // the `zip` program packs a tenth smaller than the built-in packer, which serves where there is none
  nativeZip: true,
  legalComments: 'none',
  banner: {
    // CommonJS dependencies in an ES module bundle ask for it
    js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
  },
  alias: {
    // Lambda's credentials are always in its environment; the full chain would double the bundle
    '@aws-sdk/credential-provider-node': join(__dirname, 'runtime', 'environment-credentials.ts'),
  },
});
