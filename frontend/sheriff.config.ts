import { sameTag, type SheriffConfig } from '@softarc/sheriff-core';

/** Imports go one way: routes → page → ui → data, features reach each other only through `api`. */
export const config: SheriffConfig = {
  entryFile: 'src/main.ts',
  enableBarrelLess: true,
  modules: {
    'src/app': {
      core: 'layer:core',
      shared: 'layer:shared',
      shell: 'layer:shell',
      'features/<feature>': {
        data: ['feature:<feature>', 'part:data'],
        ui: ['feature:<feature>', 'part:ui'],
        api: ['feature:<feature>', 'part:api'],
        '<page>': ['feature:<feature>', 'part:page'],
      },
    },
  },
  depRules: {
    root: ['layer:*', 'part:routes', 'part:page', 'feature:*'],
    'layer:core': [],
    'layer:shared': ['layer:core'],
    'layer:shell': ['layer:shared', 'layer:core', 'part:api'],
    'feature:*': [sameTag, 'layer:shared', 'layer:core', 'part:api'],
    'part:data': ['layer:core', 'layer:shared'],
    'part:ui': ['part:data', 'layer:shared', 'layer:core'],
    'part:api': ['part:data', 'part:ui', 'layer:shared', 'layer:core'],
    'part:page': ['part:ui', 'part:data', 'part:api', 'layer:shared', 'layer:core'],
  },
};
