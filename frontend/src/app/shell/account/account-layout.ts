import { Component, computed, inject } from '@angular/core';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';

import { AuthSession } from '../../core/auth/auth-session';
import { Mark } from '../../shared/brand/mark';
import { Icon } from '../../shared/icon/icon';
import { accountPlaces } from '../account-places';
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
  protected readonly places = computed(() => accountPlaces(this.session.user()));
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
