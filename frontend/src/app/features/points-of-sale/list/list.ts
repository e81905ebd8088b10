import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';

import { Icon } from '../../../shared/icon/icon';
import { PageHeader } from '../../../shared/page/page-header';
import { EmptyState } from '../../../shared/states/empty-state';
import { ContentTemplate, EmptyTemplate, States } from '../../../shared/states/states';
import { StatusChip } from '../../../shared/status/status-chip';
import { PointsOfSaleClient, terminalName } from '../data/points-of-sale-client';
import type { PointOfSale } from '../data/points-of-sale-wire';
import { POINTS_TEXTS } from '../data/texts';

/** `/panel/puntos-de-venta`: where the company charges, and what is linked there. */
@Component({
  selector: 'app-points-of-sale-list',
  imports: [ContentTemplate, EmptyState, EmptyTemplate, Icon, MatButton, PageHeader, RouterLink, States, StatusChip],
  templateUrl: './list.html',
  styleUrl: './list.scss',
})
export class PointsOfSaleList {
  readonly #router = inject(Router);
  protected readonly points = inject(PointsOfSaleClient).list();
  protected readonly rows = computed(() =>
    this.points.hasValue() ? [...this.points.value()].sort((one, other) => Number(other.isActive) - Number(one.isActive)) : [],
  );
  protected readonly sentence = computed(() => {
    const active = this.rows().filter((point) => point.isActive);
    const ready = active.filter(isReady);
    return this.rows().length > 0 ? POINTS_TEXTS.sentence(active.length, ready.length) : '';
  });
  protected readonly isReady = isReady;
  protected readonly texts = POINTS_TEXTS;

  protected terminalWords(point: PointOfSale): string {
    return point.mpDeviceId ? (point.mpDeviceName ?? terminalName(point.mpDeviceId)) : POINTS_TEXTS.none;
  }

  /** The counter opens with this point of sale chosen, as it remembers the last one used on this device. */
  protected charge(point: PointOfSale): void {
    localStorage.setItem('mostrador.point-of-sale', point.id);
    void this.#router.navigateByUrl('/panel/cobrar');
  }
}

function isReady(point: PointOfSale): boolean {
  return point.mpDeviceId !== null || point.mpQrExternalId !== null;
}
