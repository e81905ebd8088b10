import { Pipe, type PipeTransform, inject } from '@angular/core';

import { CurrentCompany } from '../../core/company/company';
import { dayNumbers } from '../../core/time/day';

/** `{{ '2026-03-01' | day }}` → `01/03/2026`: a calendar day without a time, the same in every zone. */
@Pipe({ name: 'day', pure: false })
export class DayPipe implements PipeTransform {
  readonly #company = inject(CurrentCompany);

  transform(day: string | null | undefined): string {
    return day ? dayNumbers(day, this.#company.locale()) : '';
  }
}
