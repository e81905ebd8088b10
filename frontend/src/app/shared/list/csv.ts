import { saveFile } from './save-file';

/** One column of a downloaded list. */
export interface CsvColumn<Row> {
  label: string;
  value: (row: Row) => string | number | boolean | null | undefined;
}

/** A spreadsheet takes a cell that begins so as a formula. */
const FORMULA = /^ *[=+\-@\t\r\n|%]/;
/** Tells Excel that the file is UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';

/** A list as CSV, as the server writes its own: texts can never run as formulas, numbers stay numbers. */
export function csvText<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map((column) => cellText(column.value(row))));
  return BYTE_ORDER_MARK + [columns.map((column) => quoted(column.label)), ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}

export function saveCsv<Row>(name: string, columns: readonly CsvColumn<Row>[], rows: readonly Row[]): void {
  saveFile(new Blob([csvText(columns, rows)], { type: 'text/csv;charset=utf-8' }), `${name}.csv`);
}

function cellText(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) {
    return '';
  }
  if (typeof value === 'boolean') {
    return value ? 'sí' : 'no';
  }
  return typeof value === 'number' ? String(value) : quoted(FORMULA.test(value) ? `'${value}` : value);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
