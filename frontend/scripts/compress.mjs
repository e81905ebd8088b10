// Writes compressed neighbours (.br, .gz) of the built files, so that the server need not compress at run time.
// index.html is left out: the server writes a nonce into it.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = new URL('../dist/browser/', import.meta.url);
const files = readdirSync(root, { recursive: true }).filter(
  (name) => /\.(js|css|svg|json|webmanifest)$/.test(name) && name !== 'index.html',
);
for (const name of files) {
  const bytes = readFileSync(new URL(name, root));
  const options = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
  writeFileSync(new URL(`${name}.br`, root), brotliCompressSync(bytes, options));
  writeFileSync(new URL(`${name}.gz`, root), gzipSync(bytes, { level: 9 }));
}
