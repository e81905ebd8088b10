// Measures the first download (document, its scripts and styles, the latin font), compressed as the server sends it,
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

const linked = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map((found) => found[1]);
const font = readdirSync(new URL('media/', root)).find((name) => name.startsWith('inter-latin-wght'));
const compressible = ['index.html', ...new Set(linked)];
const sum = (compress) =>
  compressible.reduce((total, name) => total + compress(readFileSync(new URL(name, root))).length, 0);
const fontBytes = font ? readFileSync(new URL(`media/${font}`, root)).length : 0;
const gzip = sum((bytes) => gzipSync(bytes, { level: 9 })) + fontBytes;
const brotli = sum((bytes) => brotliCompressSync(bytes)) + fontBytes;

const kilo = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
console.log(`First download: ${kilo(gzip)} gzip, ${kilo(brotli)} brotli, font of ${kilo(fontBytes)} included (limit ${kilo(LIMIT)})`);
if (gzip > LIMIT) {
  console.error('The first download is over its limit.');
  process.exit(1);
}
