import { Component, computed, inject, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatMenuModule } from '@angular/material/menu';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';

import { AuthSession } from '../../core/auth/auth-session';
import { CurrentCompany } from '../../core/company/company';
import { Mark } from '../../shared/brand/mark';
import { Icon } from '../../shared/icon/icon';
import { Destinations } from '../destinations';
import { UserMenu } from '../menu/user-menu';
import { SHELL_TEXTS } from '../texts';

const COLLAPSED_KEY = 'mostrador.menu-collapsed';

/** Frame of the back office: navigation by task on the left, four of them at the bottom of a phone. */
@Component({
  selector: 'app-panel-layout',
  imports: [Icon, Mark, MatMenuModule, RouterLink, RouterLinkActive, RouterOutlet, UserMenu],
  templateUrl: './panel-layout.html',
  styleUrl: './panel-layout.scss',
  host: { '[class.collapsed]': 'isCollapsed()', '(document:keydown)': 'onKey($event)' },
})
export class PanelLayout {
  readonly #dialog = inject(MatDialog);
  readonly #session = inject(AuthSession);
  readonly #company = inject(CurrentCompany);
  protected readonly destinations = inject(Destinations);
  protected readonly isCollapsed = signal(localStorage.getItem(COLLAPSED_KEY) === '1');
  protected readonly companyName = computed(
    () => this.#company.name() ?? (this.#session.role() === 'admin' ? SHELL_TEXTS.operator : ''),
  );
  protected readonly texts = SHELL_TEXTS;

  protected toggle(): void {
    this.isCollapsed.update((collapsed) => !collapsed);
    localStorage.setItem(COLLAPSED_KEY, this.isCollapsed() ? '1' : '0');
  }

  protected skip(event: Event, main: HTMLElement): void {
    event.preventDefault();
    main.focus();
  }

  protected onKey(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      void this.jump();
    }
  }

  protected async jump(): Promise<void> {
    if (this.#dialog.openDialogs.length > 0) {
      return;
    }
    // What is typed before the palette is there was meant for it: at the counter the same letter would charge.
    const hush = (event: Event): void => {
      event.stopImmediatePropagation();
      event.preventDefault();
    };
    window.addEventListener('keydown', hush, { capture: true });
    try {
      const { CommandPalette } = await import('../palette/command-palette');
      this.#dialog.open(CommandPalette, {
        width: '34rem',
        maxWidth: 'calc(100vw - 2rem)',
        position: { top: '12vh' },
        ariaLabel: SHELL_TEXTS.jump,
      });
    } finally {
      window.removeEventListener('keydown', hush, { capture: true });
    }
  }
}
