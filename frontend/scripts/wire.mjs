// Generates the wire types from the OpenAPI document of the backend.
//   npm run wire -- ../docs/openapi.json     writes src/app/core/wire.ts
//   npm run check:wire [-- <path>]           fails when the written file differs
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';

const isCheck = process.argv.includes('--check');
const argument = process.argv.slice(2).find((word) => !word.startsWith('--'));
const source = resolve(argument ?? '../docs/openapi.json');
const target = new URL('../src/app/core/wire.ts', import.meta.url);

if (!existsSync(source)) {
  console.error(`There is no OpenAPI document at ${argument ?? '../docs/openapi.json'}.`);
  process.exit(1);
}
const document = JSON.parse(readFileSync(source, 'utf8'));
// Only the bodies are used here; a schema that requires nothing is an answer, whose fields are always there.
const ast = await openapiTS(
  { ...document, paths: {} },
  {
    alphabetize: true,
    defaultNonNullable: false,
    exportType: true,
    propertiesRequiredByDefault: true,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
  },
);
const text = `// Generated from the OpenAPI document by \`npm run wire\`; do not edit.\n${astToString(ast)}`;

if (!isCheck) {
  writeFileSync(target, text);
} else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
  console.error('src/app/core/wire.ts differs from the OpenAPI document: run `npm run wire`.');
  process.exit(1);
}
