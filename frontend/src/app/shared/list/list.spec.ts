import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { Component, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';

import { CellTemplate } from '../table/data-table';
import { EmptyTemplate } from '../states/states';
import { csvText } from './csv';
import { type ListFilter, chipsOf, nextSorting, sorted, sortingOf, sortingText } from './filters';
import { injectList } from './list';
import { ListPage } from './list-page';
import { RowsReader } from './rows-reader';

interface Row {
  id: number;
  nombre: string;
}

const STATES = [['true', 'Activas'], ['false', 'Cerradas']] as const;

@Component({
  imports: [CellTemplate, EmptyTemplate, ListPage],
  template: `
    <app-list-page [list]="list" [columns]="columns" caption="Cosas" searchHelp="Nombre">
      <ng-template appCell="nombre" let-row>{{ row.nombre }}</ng-template>
      <ng-template appWhenEmpty>Todavía nada</ng-template>
    </app-list-page>
  `,
})
class Things {
  readonly #rows = inject(RowsReader);
  readonly list = injectList<Row>({
    read: (ask) => this.#rows.bare<Row>('/things', ask),
    search: 'search',
    filters: [{ name: 'estado', label: 'Estado', kind: 'choice', choices: () => STATES }],
    sorts: { nombre: (row) => row.nombre },
    perPage: 2,
  });
  readonly columns = [{ key: 'nombre', label: 'Nombre' }];
}

describe('a list whose state stands in the address', () => {
  let harness: RouterTestingHarness;
  let backend: HttpTestingController;
  const text = () => (harness.routeNativeElement?.textContent ?? '').replace(/\s+/g, ' ');
  const press = (selector: string) => harness.routeNativeElement?.querySelector<HTMLElement>(selector)?.click();
  const address = () => TestBed.inject(Router).url;

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), provideRouter([{ path: 'things', component: Things }])],
    });
    backend = TestBed.inject(HttpTestingController);
    harness = await RouterTestingHarness.create();
  });

  async function answer(names: string[], total = names.length): Promise<Record<string, string>> {
    const call = await vi.waitFor(() => backend.expectOne((request) => request.url === '/things'));
    const rows = names.map((nombre, index) => ({ id: index + 1, nombre }));
    call.flush(rows, { headers: { 'X-Total-Count': String(total) } });
    await harness.fixture.whenStable();
    return Object.fromEntries(call.request.params.keys().map((key) => [key, call.request.params.get(key) ?? '']));
  }

  it('asks for what the address says, and only that', async () => {
    await harness.navigateByUrl('/things?search=caf%C3%A9&estado=false&page=3&otro=x');
    expect(await answer(['b'], 5)).toEqual({ search: 'café', estado: 'false', limit: '2', offset: '4' });
    expect(text()).toContain('Página 3 de 3');
  });

  it('shows what is in force as chips; removing one starts at the first page', async () => {
    await harness.navigateByUrl('/things?search=x&estado=true&page=2');
    await answer(['a'], 3);
    expect(text()).toContain('Estado: Activas');
    press('[aria-label="Quitar filtro “x”"]');
    await vi.waitFor(() => expect(address()).toBe('/things?estado=true'));
    await answer(['a']);
  });

  it('keeps the rows on screen while it reads others', async () => {
    await harness.navigateByUrl('/things');
    await answer(['primera', 'segunda'], 4);
    press('[aria-label="Página siguiente"]');
    await vi.waitFor(() => expect(address()).toBe('/things?page=2'));
    expect(text()).toContain('primera');
    await answer(['tercera', 'cuarta'], 4);
    expect(text()).not.toContain('primera');
  });

  it('sorts all rows that match, not those of one page', async () => {
    await harness.navigateByUrl('/things?orden=-nombre');
    expect(await answer(['ámbar', 'zapato', 'melón'])).toEqual({ limit: '100', offset: '0' });
    expect(text()).toMatch(/zapato.*melón/);
    expect(text()).not.toContain('ámbar');
    await harness.navigateByUrl('/things?orden=-nombre&page=2');
    await harness.fixture.whenStable();
    expect(text()).toContain('ámbar');
  });

  it('says so when there are too many rows to sort', async () => {
    await harness.navigateByUrl('/things?orden=nombre');
    const first = await vi.waitFor(() => backend.expectOne((request) => request.url === '/things'));
    first.flush([], { headers: { 'X-Total-Count': '1001' } });
    await answer(['a', 'b'], 1001);
    expect(text()).toContain('Son demasiadas filas para ordenarlas');
  });

  it('teaches the first step, but not to somebody who searched', async () => {
    await harness.navigateByUrl('/things');
    await answer([]);
    expect(text()).toContain('Todavía nada');
    await harness.navigateByUrl('/things?search=nada');
    await answer([]);
    expect(text()).toContain('Nada coincide');
  });

  it('offers to try again after a failure', async () => {
    await harness.navigateByUrl('/things');
    const call = await vi.waitFor(() => backend.expectOne((request) => request.url === '/things'));
    call.flush({ message: 'Algo falló.' }, { status: 500, statusText: 'x' });
    await harness.fixture.whenStable();
    press('app-problem-state button');
    await answer(['vuelta']);
    expect(text()).toContain('vuelta');
  });
});

describe('sorting', () => {
  it('goes up, down and back to what came', () => {
    const first = nextSorting(null, 'a');
    const second = nextSorting(first, 'a');
    expect([sortingText(first), sortingText(second), nextSorting(second, 'a')]).toEqual(['a', '-a', null]);
    expect(nextSorting(second, 'b')).toEqual({ key: 'b', isDown: false });
  });

  it('believes only columns that can be sorted', () => {
    expect(sortingOf('-a', ['a'])).toEqual({ key: 'a', isDown: true });
    expect([sortingOf('x', ['a']), sortingOf(null, ['a'])]).toEqual([null, null]);
  });

  it('puts rows without a value last either way, and numbers in texts as numbers', () => {
    const rows = ['b10', null, 'B2', 'á'];
    expect(sorted(rows, (row) => row, false)).toEqual(['á', 'B2', 'b10', null]);
    expect(sorted(rows, (row) => row, true)).toEqual(['b10', 'B2', 'á', null]);
  });
});

describe('chips of filters', () => {
  it('use the words of the filter, else its label', () => {
    const filters: ListFilter[] = [
      { name: 'a', label: 'A', kind: 'choice', choices: () => [['1', 'Uno']] },
      { name: 'b', label: 'B', kind: 'text', words: (value: string) => `<${value}>` },
      { name: 'c', label: 'C', kind: 'text' },
    ];
    const chips = chipsOf({ a: '1', b: '2', c: '3', q: '4' }, filters, 'q');
    expect(chips.map((chip) => chip.label)).toEqual(['A: Uno', '<2>', 'C: 3', '“4”']);
  });
});

describe('a downloaded list', () => {
  it('cannot run as a formula and keeps numbers', () => {
    const columns = [
      { label: 'Nombre', value: (row: { name: string }) => row.name },
      { label: 'Saldo, hoy', value: () => -5.5 },
      { label: 'Activa', value: () => true },
      { label: 'Nota', value: () => null },
    ];
    expect(csvText(columns, [{ name: '=1+1' }, { name: 'Ana "la" Ríos\nSRL' }])).toBe(
      '\ufeffNombre,"Saldo, hoy",Activa,Nota\r\n\'=1+1,-5.5,sí,\r\n"Ana ""la"" Ríos\nSRL",-5.5,sí,\r\n',
    );
  });
});
