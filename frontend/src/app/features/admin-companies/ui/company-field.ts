import {
  Component,
  ElementRef,
  computed,
  effect,
  inject,
  input,
  model,
  output,
  resource,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import type { FormValueControl, ValidationError } from '@angular/forms/signals';
import { MatAutocompleteModule } from '@angular/material/autocomplete';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput, MatInputModule } from '@angular/material/input';

import { errorText } from '../../../shared/form/error-text';
import { CompaniesClient } from '../data/companies-client';
import type { ListedCompany } from '../data/companies-wire';
import { COMPANIES_TEXTS } from '../data/texts';

const PAUSE_MS = 200;

/** Finds a company by name or NIT while typing. Its value is the id as text, empty without one. */
@Component({
  selector: 'app-company-field',
  imports: [MatAutocompleteModule, MatFormFieldModule, MatInputModule],
  template: `
    <mat-form-field appearance="outline" subscriptSizing="dynamic" hideRequiredMarker>
      <mat-label>{{ label() }}</mat-label>
      <input
        #box
        matInput
        type="text"
        autocomplete="off"
        spellcheck="false"
        [matAutocomplete]="auto"
        [value]="shownText()"
        (input)="type($event)"
        (blur)="leave()"
      />
      @if (note()) {
        <mat-hint>{{ note() }}</mat-hint>
      }
      <mat-error>{{ error() }}</mat-error>
    </mat-form-field>
    @if (filterName()) {
      <input type="hidden" [name]="filterName()" [value]="value()" />
    }
    <mat-autocomplete #auto="matAutocomplete" [displayWith]="words" (optionSelected)="choose($event.option.value)">
      @for (company of found(); track company.id) {
        <mat-option [value]="company">{{ words(company) }}</mat-option>
      }
    </mat-autocomplete>
  `,
  styles: `
    :host,
    mat-form-field {
      display: block;
      inline-size: 100%;
    }
  `,
})
export class CompanyField implements FormValueControl<string> {
  readonly value = model('');
  readonly touched = input(false);
  readonly touch = output();
  readonly errors = input<readonly ValidationError.WithOptionalFieldTree[]>([]);
  readonly label = input<string>(COMPANIES_TEXTS.field.label);
  readonly help = input<string>(COMPANIES_TEXTS.field.help);
  /** Name in a plain form, for filters. */
  readonly filterName = input('');
  readonly #client = inject(CompaniesClient);
  protected readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  protected readonly field = viewChild.required(MatInput);
  readonly #typed = signal<string | null>(null);
  readonly #search = resource({
    params: () => this.#typed() ?? undefined,
    loader: async ({ params, abortSignal }) => {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      return abortSignal.aborted ? [] : this.#client.find(params.trim());
    },
  });
  protected readonly shownText = signal('');
  #shownId = '';
  protected readonly found = computed(() => (this.#search.hasValue() ? this.#search.value() : []));
  protected readonly error = computed(() => {
    const [first] = this.errors();
    return first ? errorText(first) : '';
  });
  protected readonly note = computed(() =>
    this.#typed() && this.#search.hasValue() && this.found().length === 0 ? COMPANIES_TEXTS.field.none : this.help(),
  );
  constructor() {
    // Material asks nobody but a control of its own forms whether something is wrong, so it is told.
    effect(() => {
      const [field, isWrong] = [this.field(), this.touched() && this.errors().length > 0];
      field.errorState = isWrong;
      field.stateChanges.next();
    });
    // An id that comes from elsewhere (a link, a saved draft) is shown by its name.
    effect(() => {
      const id = this.value();
      if (id !== this.#shownId) {
        untracked(() => void this.#show(id));
      }
    });
  }

  focus(): void {
    this.box().nativeElement.focus();
  }

  protected readonly words = (company: ListedCompany | null): string =>
    company ? `${company.nombre} · ${company.nit}` : '';

  protected type(event: Event): void {
    const text = (event.target as HTMLInputElement).value;
    this.#shownId = '';
    this.value.set('');
    this.shownText.set(text);
    this.#typed.set(text);
  }

  protected choose(company: ListedCompany): void {
    this.#shownId = String(company.id);
    this.shownText.set(this.words(company));
    this.value.set(this.#shownId);
  }

  protected leave(): void {
    this.touch.emit();
  }

  async #show(id: string): Promise<void> {
    this.#shownId = id;
    if (id === '') {
      this.shownText.set('');
      return;
    }
    try {
      const { nombre, nit } = await this.#client.read(id);
      if (this.#shownId === id) {
        this.shownText.set(`${nombre} · ${nit}`);
      }
    } catch {
      // The id stays what it was; the server will say what is wrong with it.
      this.shownText.set(id);
    }
  }
}
