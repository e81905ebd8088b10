import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';

import { CurrentCompany } from '../../../core/company/company';
import { fullTime } from '../../../core/time/relative-time';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import { Icon } from '../../../shared/icon/icon';
import { PageHeader } from '../../../shared/page/page-header';
import { ContentTemplate, States } from '../../../shared/states/states';
import { StatusChip } from '../../../shared/status/status-chip';
import { PointsOfSaleClient } from '../../points-of-sale/api/points-of-sale';
import { paymentWords } from '../data/method-words';
import { SalesClient } from '../data/sales-client';
import { statusTone } from '../data/status-tone';
import { SALES_TEXTS } from '../data/texts';
import { Receipt } from '../ui/receipt';

/** `/panel/ventas/:id`: what was sold, how it was paid, and its receipt. */
@Component({
  selector: 'app-sale-detail',
  imports: [ContentTemplate, Icon, MatButton, MoneyPipe, PageHeader, Receipt, States, StatusChip],
  templateUrl: './detail.html',
  styleUrl: './detail.scss',
})
export class SaleDetail {
  readonly id = input.required<string>();
  readonly #company = inject(CurrentCompany);
  readonly #points = inject(PointsOfSaleClient).list();
  protected readonly sale = inject(SalesClient).sale(this.id);
  protected readonly shown = computed(() => (this.sale.hasValue() ? this.sale.value() : null));
  protected readonly pointName = computed(() => {
    const points = this.#points.hasValue() ? this.#points.value() : [];
    return points.find((point) => point.id === this.shown()?.pointOfSaleId)?.name ?? '';
  });
  protected readonly when = computed(() => {
    const at = this.shown()?.createdAt;
    return at ? fullTime(at, this.#company.locale(), this.#company.timeZone()) : '';
  });
  protected readonly title = computed(() => {
    const number = this.shown()?.saleNumber;
    return number ? SALES_TEXTS.detail.title(number) : SALES_TEXTS.detail.crumb;
  });
  protected readonly crumbs = [{ label: SALES_TEXTS.detail.crumb, path: '/panel/ventas' }];
  protected readonly companyName = this.#company.name;
  protected readonly statusTone = statusTone;
  protected readonly paymentWords = paymentWords;
  protected readonly texts = SALES_TEXTS.detail;
  protected readonly statuses = SALES_TEXTS.statuses;

  protected number(value: number): string {
    return new Intl.NumberFormat(this.#company.locale(), { maximumFractionDigits: 3 }).format(value);
  }

  protected print(): void {
    window.print();
  }
}
