import { Component, DestroyRef, computed, inject, input, signal } from '@angular/core';

import { CurrentCompany } from '../../core/company/company';
import { fullTime, relativeTime } from '../../core/time/relative-time';
import { ServerClock } from '../../core/time/server-clock';

const REFRESH_MS = 30_000;

/** An instant in words that stay true while the page is open ("hace 3 min"), in full on hover. */
@Component({
  selector: 'app-when',
  template: `<time [attr.datetime]="at()" [title]="full()">{{ near() }}</time>`,
  styles: `
    :host {
      font-variant-numeric: tabular-nums;
      white-space: nowrap;
    }
  `,
})
export class When {
  readonly at = input.required<string>();
  readonly #company = inject(CurrentCompany);
  readonly #clock = inject(ServerClock);
  readonly #now = signal(this.#clock.now());
  protected readonly near = computed(() =>
    relativeTime(this.at(), this.#now(), this.#company.locale(), this.#company.timeZone()),
  );
  protected readonly full = computed(() => fullTime(this.at(), this.#company.locale(), this.#company.timeZone()));

  constructor() {
    const timer = setInterval(() => this.#now.set(this.#clock.now()), REFRESH_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }
}
