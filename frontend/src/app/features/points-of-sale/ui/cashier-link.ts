import { Component, computed, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';

import { Confirm } from '../../../shared/confirm/confirm';
import { Notifier } from '../../../shared/feedback/notifier';
import { Icon } from '../../../shared/icon/icon';
import { PointsOfSaleClient } from '../data/points-of-sale-client';
import type { PointOfSale, QrCashier } from '../data/points-of-sale-wire';
import { POINTS_TEXTS } from '../data/texts';
import { LinkFrame } from './link-frame';

/** The QR cashier of a point of sale, and those of the account to choose from. */
@Component({
  selector: 'app-cashier-link',
  imports: [Icon, LinkFrame, MatButton],
  templateUrl: './cashier-link.html',
  styleUrl: './link.scss',
})
export class CashierLink {
  readonly point = input.required<PointOfSale>();
  readonly all = input.required<readonly PointOfSale[]>();
  readonly changed = output();
  readonly #client = inject(PointsOfSaleClient);
  readonly #confirm = inject(Confirm);
  readonly #notifier = inject(Notifier);
  readonly #isWanted = computed(() => this.point().id !== '');
  readonly #stores = this.#client.listStores(this.#isWanted);
  protected readonly isChoosing = signal(false);
  protected readonly busyWith = signal<number | 'unlink' | null>(null);
  protected readonly cashiers = this.#client.listCashiers(this.#isWanted);
  protected readonly rows = computed(() => (this.cashiers.hasValue() ? this.cashiers.value() : []));
  protected readonly linked = computed(() => this.rows().find((cashier) => this.#isMine(cashier)) ?? null);
  protected readonly linkedName = computed(() => this.linked()?.name ?? this.point().mpQrExternalId);
  protected readonly isGone = computed(
    () => this.point().mpQrExternalId !== null && this.cashiers.hasValue() && this.linked() === null,
  );
  protected readonly texts = POINTS_TEXTS.link;

  protected storeWords(cashier: QrCashier): string {
    const stores = this.#stores.hasValue() ? this.#stores.value() : [];
    const store = stores.find((one) => one.id === cashier.store_id);
    return store ? this.texts.store(store.name) : (cashier.external_id ?? '');
  }

  /** The name of the other point of sale that uses the cashier. */
  protected takenBy(cashier: QrCashier): string | null {
    const other = this.all().find((point) => point.mpQrPosId === cashier.id && point.id !== this.point().id);
    return other?.name ?? null;
  }

  protected async link(cashier: QrCashier): Promise<void> {
    await this.#carryOut(cashier.id, cashier, this.texts.linked);
    this.isChoosing.set(false);
  }

  protected async unlink(): Promise<void> {
    const isAgreed = await this.#confirm.ask({
      title: this.texts.unlinkTitle(this.linkedName() ?? '', this.point().name),
      consequence: this.texts.unlinkConsequence,
      action: this.texts.unlink,
      isDestructive: true,
    });
    if (isAgreed) {
      await this.#carryOut('unlink', null, this.texts.unlinked);
    }
  }

  #isMine(cashier: QrCashier): boolean {
    const { mpQrPosId, mpQrExternalId } = this.point();
    return cashier.id === mpQrPosId || (cashier.external_id !== null && cashier.external_id === mpQrExternalId);
  }

  async #carryOut(what: number | 'unlink', cashier: QrCashier | null, done: string): Promise<void> {
    this.busyWith.set(what);
    try {
      await this.#client.linkCashier(this.point().id, cashier);
      this.#notifier.done(done);
      this.changed.emit();
    } catch (failure) {
      this.#notifier.failed(failure);
    } finally {
      this.busyWith.set(null);
    }
  }
}
