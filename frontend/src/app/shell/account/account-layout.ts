import { Component, inject } from '@angular/core';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';

import { AuthSession } from '../../core/auth/auth-session';
import { Mark } from '../../shared/brand/mark';
import { Icon } from '../../shared/icon/icon';
import { UserMenu } from '../menu/user-menu';
import { SHELL_TEXTS } from '../texts';

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
      <a
        routerLink="/mi-cuenta"
        routerLinkActive="current"
        ariaCurrentWhenActive="page"
        [routerLinkActiveOptions]="{ exact: true }"
      >
        <app-icon name="person" />{{ texts.profile }}
      </a>
      <a routerLink="/mi-cuenta/seguridad" routerLinkActive="current" ariaCurrentWhenActive="page">
        <app-icon name="shield_lock" />{{ texts.security }}
      </a>
    </nav>
    <main id="contenido" tabindex="-1" #main><router-outlet /></main>
  `,
  styleUrl: './account-layout.scss',
})
export class AccountLayout {
  protected readonly session = inject(AuthSession);
  protected readonly texts = SHELL_TEXTS;

  protected skip(event: Event, main: HTMLElement): void {
    event.preventDefault();
    main.focus();
  }
}
