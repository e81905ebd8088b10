import { Component, booleanAttribute, computed, inject, input } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { Router, RouterLink } from '@angular/router';

import { AuthSession } from '../../core/auth/auth-session';
import { Theme, type ThemeChoice } from '../../core/device/theme';
import { Notifier } from '../../shared/feedback/notifier';
import { Icon } from '../../shared/icon/icon';
import type { IconName } from '../../shared/icon/icon-names';
import { accountPlaces } from '../account-places';
import { SHELL_TEXTS } from '../texts';

const THEMES: readonly { choice: ThemeChoice; icon: IconName }[] = [
  { choice: 'auto', icon: 'contrast' },
  { choice: 'light', icon: 'light_mode' },
  { choice: 'dark', icon: 'dark_mode' },
];

/** Who is signed in, the way to the own account, the theme, and the way out. */
@Component({
  selector: 'app-user-menu',
  imports: [Icon, MatIconButton, MatMenuModule, RouterLink],
  templateUrl: './user-menu.html',
  styleUrl: './user-menu.scss',
})
export class UserMenu {
  readonly showsPanel = input(false, { transform: booleanAttribute });
  readonly #session = inject(AuthSession);
  readonly #router = inject(Router);
  readonly #notifier = inject(Notifier);
  protected readonly theme = inject(Theme);
  protected readonly user = this.#session.user;
  protected readonly places = computed(() => accountPlaces(this.user()));
  protected readonly mayEnterPanel = this.#session.mayEnterPanel;
  protected readonly initials = computed(() =>
    (this.user()?.nombre ?? '')
      .split(/\s+/)
      .slice(0, 2)
      .map((word) => word.charAt(0).toLocaleUpperCase('es'))
      .join(''),
  );
  protected readonly themes = THEMES;
  protected readonly texts = SHELL_TEXTS;

  protected async signOut(): Promise<void> {
    try {
      await this.#session.signOut();
      await this.#router.navigateByUrl('/ingresar');
      this.#notifier.done(SHELL_TEXTS.signedOut);
    } catch (failure) {
      this.#notifier.failed(failure);
    }
  }
}
