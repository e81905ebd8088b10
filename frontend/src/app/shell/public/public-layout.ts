import { Component, inject } from '@angular/core';
import { RouterLink, RouterOutlet } from '@angular/router';

import { AuthSession } from '../../core/auth/auth-session';
import { homeOf } from '../../core/auth/user';
import { Mark } from '../../shared/brand/mark';
import { SHELL_TEXTS } from '../texts';

/** Frame of the pages that need no session. */
@Component({
  selector: 'app-public-layout',
  imports: [Mark, RouterLink, RouterOutlet],
  template: `
    <a class="skip" href="#contenido" (click)="skip($event, main)">{{ texts.skip }}</a>
    <header class="no-print">
      <a class="home" routerLink="/"><app-mark /></a>
      <nav [attr.aria-label]="texts.accountNavigation">
        @if (session.role(); as role) {
          <a class="plain" [routerLink]="homeOf(role)">{{ role === 'user' ? texts.profile : texts.panel }}</a>
        } @else {
          <a class="plain" routerLink="/ingresar">{{ texts.signIn }}</a>
          <a class="plain strong" routerLink="/registro">{{ texts.signUp }}</a>
        }
      </nav>
    </header>
    <main id="contenido" tabindex="-1" #main><router-outlet /></main>
    <footer class="small quiet no-print">{{ texts.footer }}</footer>
  `,
  styleUrl: './public-layout.scss',
})
export class PublicLayout {
  protected readonly session = inject(AuthSession);
  protected readonly homeOf = homeOf;
  protected readonly texts = SHELL_TEXTS;

  protected skip(event: Event, main: HTMLElement): void {
    event.preventDefault();
    main.focus();
  }
}
