import { Component, computed, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';

import { Confirm } from '../../../shared/confirm/confirm';
import { Notifier } from '../../../shared/feedback/notifier';
import { Icon } from '../../../shared/icon/icon';
import { PointsOfSaleClient, terminalName } from '../data/points-of-sale-client';
import type { PointOfSale, Terminal } from '../data/points-of-sale-wire';
import { POINTS_TEXTS } from '../data/texts';
import { LinkFrame } from './link-frame';

/** The Point terminal of a point of sale: which one, in which mode, and the others of the account to choose from. */
@Component({
  selector: 'app-terminal-link',
  imports: [Icon, LinkFrame, MatButton],
  templateUrl: './terminal-link.html',
  styleUrl: './link.scss',
})
export class TerminalLink {
  readonly point = input.required<PointOfSale>();
  readonly all = input.required<readonly PointOfSale[]>();
  readonly changed = output();
  readonly #client = inject(PointsOfSaleClient);
  readonly #confirm = inject(Confirm);
  readonly #notifier = inject(Notifier);
  protected readonly isChoosing = signal(false);
  protected readonly busyWith = signal<string | null>(null);
  protected readonly terminals = this.#client.listTerminals(computed(() => this.point().id !== ''));
  protected readonly rows = computed(() => (this.terminals.hasValue() ? this.terminals.value() : []));
  protected readonly linked = computed(() => this.rows().find((terminal) => terminal.id === this.point().mpDeviceId) ?? null);
  protected readonly isGone = computed(
    () => this.point().mpDeviceId !== null && this.terminals.hasValue() && this.linked() === null,
  );
  protected readonly linkedName = computed(() => {
    const { mpDeviceId, mpDeviceName } = this.point();
    return mpDeviceId === null ? null : (mpDeviceName ?? terminalName(mpDeviceId));
  });
  protected readonly terminalName = terminalName;
  protected readonly texts = POINTS_TEXTS.link;

  /** The name of the other point of sale that uses the terminal. */
  protected takenBy(terminal: Terminal): string | null {
    const other = this.all().find((point) => point.mpDeviceId === terminal.id && point.id !== this.point().id);
    return other?.name ?? null;
  }

  protected async link(terminal: Terminal): Promise<void> {
    await this.#carryOut(terminal.id, () => this.#client.linkTerminal(this.point().id, terminal.id), this.texts.linked);
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
      await this.#carryOut('unlink', () => this.#client.linkTerminal(this.point().id, null), this.texts.unlinked);
    }
  }

  async #carryOut(what: string, act: () => Promise<void>, done: string): Promise<void> {
    this.busyWith.set(what);
    try {
      await act();
      this.#notifier.done(done);
      this.changed.emit();
    } catch (failure) {
      this.#notifier.failed(failure);
    } finally {
      this.busyWith.set(null);
    }
  }
}
