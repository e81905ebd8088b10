// Measures the first download (document, scripts of the start page, styles, icons, the latin font), compressed,
// and refuses what the content security policy would block.
import { readFileSync, readdirSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const LIMIT = 200_000;
const root = new URL('../dist/browser/', import.meta.url);
const html = readFileSync(new URL('index.html', root), 'utf8');

const inline = /<style|<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=/i.exec(html);
if (inline) {
  console.error(`index.html holds inline code that the content security policy refuses: ${inline[0]}`);
  process.exit(1);
}
if (!html.toLowerCase().includes('ngcspnonce="__csp_nonce__"')) {
  console.error('index.html lost the nonce placeholder.');
  process.exit(1);
}

const { outputs } = JSON.parse(readFileSync(new URL('../dist/browser-stats.json', import.meta.url), 'utf8'));

/** The script and everything it imports at once. */
function closure(file, seen = new Set()) {
  if (!seen.has(file) && outputs[file]) {
    seen.add(file);
    outputs[file].imports.filter((used) => used.kind === 'import-statement').forEach((used) => closure(used.path, seen));
  }
  return seen;
}

// The start page: what every visitor downloads before anything is on the screen.
const pages = ['src/main.ts', 'src/app/shell/public/public-layout.ts', 'src/app/features/landing/home/home.ts'];
const scripts = pages.flatMap((page) => {
  const found = Object.keys(outputs).find((file) => outputs[file].entryPoint === page);
  if (!found) {
    throw new Error(`No output of ${page}`);
  }
  return [...closure(found)];
});
const linked = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map((found) => found[1]);
const media = readdirSync(new URL('media/', root));
const sprite = media.filter((name) => name.startsWith('icons-')).map((name) => `media/${name}`);
const font = media.find((name) => name.startsWith('inter-latin-wght'));
const compressible = [...new Set(['index.html', ...linked, ...scripts, ...sprite])];
const sum = (compress) =>
  compressible.reduce((total, name) => total + compress(readFileSync(new URL(name, root))).length, 0);
const fontBytes = readFileSync(new URL(`media/${font}`, root)).length;
const gzip = sum((bytes) => gzipSync(bytes, { level: 9 })) + fontBytes;
const brotli = sum((bytes) => brotliCompressSync(bytes)) + fontBytes;

const kilo = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
console.log(`First download: ${kilo(gzip)} gzip, ${kilo(brotli)} brotli, font of ${kilo(fontBytes)} included (limit ${kilo(LIMIT)})`);
if (gzip > LIMIT) {
  console.error('The first download is over its limit.');
  process.exit(1);
}
