// Copies Swagger UI and Redoc beside the built interface, under names that change with their content, and writes which
// file is which. The pages /docs and /redoc load them from our own installation.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const modules = new URL('../node_modules/', import.meta.url);
const target = new URL('../dist/browser/api-docs/', import.meta.url);
// Redoc's mark is not fetched from elsewhere; its styles carry the nonce of its script tag from the first one on.
const REDOC_CHANGES = [
  ['https://cdn.redoc.ly/redoc/logo-mini.svg', 'data:,'],
  ['r.nc=void 0', 'r.nc=document.currentScript.nonce'],
];
const files = {
  'swagger-ui.css': 'swagger-ui-dist/swagger-ui.css',
  'swagger-ui.js': 'swagger-ui-dist/swagger-ui-bundle.js',
  'redoc.js': 'redoc/bundles/redoc.standalone.js',
};

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const names = {};
for (const [name, source] of Object.entries(files)) {
  // No map is served.
  let text = readFileSync(new URL(source, modules), 'utf8').replace(/\s*(\/\/|\/\*)# sourceMappingURL=\S+( \*\/)?\s*$/, '\n');
  if (name === 'redoc.js') {
    for (const [theirs, ours] of REDOC_CHANGES) {
      if (text.split(theirs).length !== 2) {
        console.error(`Redoc no longer holds "${theirs}" once: see what takes its place.`);
        process.exit(1);
      }
      text = text.replace(theirs, ours);
    }
  }
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  names[name] = name.replace('.', `-${hash}.`);
  writeFileSync(new URL(names[name], target), text);
}
writeFileSync(new URL('files.json', target), `${JSON.stringify(names, null, 2)}\n`);
