// Builds the icon sprite and the type of its names from scripts/icons.json.
// `--check` only tells whether the written files are up to date.
import { readFileSync, writeFileSync } from 'node:fs';

const here = new URL('.', import.meta.url);
const symbols = new URL('../node_modules/@material-symbols/svg-400/rounded/', here);
const target = new URL('../src/app/shared/icon/', here);

const names = JSON.parse(readFileSync(new URL('icons.json', here), 'utf8')).toSorted();
const drawn = names.map((name) => {
  const source = readFileSync(new URL(`${name}.svg`, symbols), 'utf8');
  const path = /<path d="[^"]+"\/>/.exec(source);
  if (path === null) {
    throw new Error(`No single path in the symbol ${name}`);
  }
  return `<symbol id="${name}" viewBox="0 -960 960 960">${path[0]}</symbol>`;
});

const files = {
  'icons.svg': `<svg xmlns="http://www.w3.org/2000/svg">\n${drawn.join('\n')}\n</svg>\n`,
  'icon-names.ts':
    '/** Names of the sprite; written by `npm run icons` from scripts/icons.json. */\n' +
    `export type IconName =\n${names.map((name) => `  | '${name}'`).join('\n')};\n`,
};

const stale = Object.entries(files).filter(([file, text]) => {
  try {
    return readFileSync(new URL(file, target), 'utf8') !== text;
  } catch {
    return true;
  }
});
if (process.argv.includes('--check')) {
  if (stale.length > 0) {
    console.error('The icon sprite is out of date: run `npm run icons`.');
    process.exit(1);
  }
} else {
  stale.forEach(([file, text]) => writeFileSync(new URL(file, target), text));
  console.log(`${names.length} icons`);
}
