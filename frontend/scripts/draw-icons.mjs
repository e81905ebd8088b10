// Draws the PNG icons from the mark with a local Chromium: `node scripts/draw-icons.mjs [path of chromium]`.
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const icons = new URL('../public/icons/', import.meta.url);
const mark = readFileSync(new URL('mark.svg', icons), 'utf8');
const bare = mark.replace(/<rect[^>]*>/, '');
const font = readFileSync(
  new URL('../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2', import.meta.url),
).toString('base64');

const browser = await chromium.launch({ executablePath: process.argv[2] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage();

async function draw(file, width, height, body) {
  await page.setViewportSize({ width, height });
  await page.setContent(`<style>
    @font-face { font-family: Inter; src: url(data:font/woff2;base64,${font}); font-weight: 100 900; }
    * { margin: 0 } body { width: ${width}px; height: ${height}px; } svg { display: block; width: 100%; height: 100% }
  </style>${body}`);
  await page.evaluate('document.fonts.ready');
  await page.screenshot({ path: new URL(file, icons).pathname, omitBackground: true });
}

for (const size of [32, 180, 192, 512]) {
  await draw(`icon-${size}.png`, size, size, mark);
}
const padded = 'box-sizing:border-box;width:512px;height:512px;padding:72px;background:#24427c';
await draw('maskable-512.png', 512, 512, `<div style="${padded}">${bare}</div>`);
await draw(
  'og.png',
  1200,
  630,
  `<div style="display:flex;align-items:center;gap:56px;height:630px;padding:0 96px;background:#faf8f4;color:#1d1b16;font-family:Inter">
    <div style="width:220px;height:220px;flex:none">${mark}</div>
    <div><div style="font-size:104px;font-weight:700;letter-spacing:-3px">Mostrador</div>
    <div style="font-size:40px;color:#57534a">Cobrá con QR y terminal. Cada venta, una vez.</div></div></div>`,
);
await browser.close();
