import { Component, computed, inject } from '@angular/core';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';

import { AuthSession } from '../../core/auth/auth-session';
import { isOwner } from '../../core/auth/user';
import { Mark } from '../../shared/brand/mark';
import { Icon } from '../../shared/icon/icon';
import type { IconName } from '../../shared/icon/icon-names';
import { UserMenu } from '../menu/user-menu';
import { SHELL_TEXTS } from '../texts';

interface Place {
  path: string;
  label: string;
  icon: IconName;
}

const OWN: readonly Place[] = [
  { path: '/mi-cuenta', label: SHELL_TEXTS.profile, icon: 'person' },
  { path: '/mi-cuenta/seguridad', label: SHELL_TEXTS.security, icon: 'shield_lock' },
];
const COMPANY: Place = { path: '/mi-cuenta/empresa', label: SHELL_TEXTS.company, icon: 'apartment' };
const OWNED: readonly Place[] = [
  { path: '/mi-cuenta/suscripcion', label: SHELL_TEXTS.subscription, icon: 'autorenew' },
  { path: '/mi-cuenta/equipo', label: SHELL_TEXTS.team, icon: 'group' },
  { path: '/mi-cuenta/claves', label: SHELL_TEXTS.keys, icon: 'key' },
  COMPANY,
];

/** Frame of `/mi-cuenta`: one column. */
@Component({
  selector: 'app-account-layout',
  imports: [Icon, Mark, RouterLink, RouterLinkActive, RouterOutlet, UserMenu],
  template: `
    <a class="skip" href="#contenido" (click)="skip($event, main)">{{ texts.skip }}</a>
    <header class="no-print">
      <a class="home" [routerLink]="session.mayEnterPanel() ? '/panel' : '/'"><app-mark /></a>
      <app-user-menu showsPanel />
    </header>
    <nav class="no-print" [attr.aria-label]="texts.accountNavigation">
      @if (session.mayEnterPanel()) {
        <a routerLink="/panel"><app-icon name="arrow_back" />{{ texts.back }}</a>
      }
      @for (place of places(); track place.path) {
        <a
          [routerLink]="place.path"
          routerLinkActive="current"
          ariaCurrentWhenActive="page"
          [routerLinkActiveOptions]="{ exact: place.path === '/mi-cuenta' }"
          (isActiveChange)="reveal($event, link)"
          #link
        >
          <app-icon [name]="place.icon" />{{ place.label }}
        </a>
      }
    </nav>
    <main id="contenido" tabindex="-1" #main><router-outlet /></main>
  `,
  styleUrl: './account-layout.scss',
})
export class AccountLayout {
  protected readonly session = inject(AuthSession);
  /** The own data for everybody, the company's for who works there, its business for who owns it. */
  protected readonly places = computed(() => {
    const user = this.session.user();
    return [...OWN, ...(isOwner(user) ? OWNED : user?.empresa_id ? [COMPANY] : [])];
  });
  protected readonly texts = SHELL_TEXTS;

  /** On a phone the row of pages is longer than the screen: the one that is shown stands in sight. */
  protected reveal(isActive: boolean, link: HTMLElement): void {
    if (isActive) {
      setTimeout(() => link.scrollIntoView({ block: 'nearest', inline: 'center' }));
    }
  }

  protected skip(event: Event, main: HTMLElement): void {
    event.preventDefault();
    main.focus();
  }
}
