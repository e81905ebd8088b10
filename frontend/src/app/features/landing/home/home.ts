import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';

import { AuthSession } from '../../../core/auth/auth-session';
import { isOwner } from '../../../core/auth/user';
import { Icon } from '../../../shared/icon/icon';
import { PlanOffer } from '../../plans/api/plans';
import { LANDING_TEXTS } from '../data/texts';

/** `/`: what Mostrador is, what it costs, and the two ways in. */
@Component({
  selector: 'app-home',
  imports: [Icon, PlanOffer, RouterLink],
  template: `
    <section class="hero">
      <h1 tabindex="-1">{{ texts.title }}</h1>
      <p>{{ texts.lead }}</p>
      @if (!session.isSignedIn()) {
        <div class="row">
          <a class="link-button" routerLink="/registro">{{ texts.signUp }}</a>
          <a class="link-button quiet-button" routerLink="/ingresar">{{ texts.signIn }}</a>
        </div>
      }
    </section>
    <ul role="list" class="points">
      @for (point of texts.points; track point.title) {
        <li class="card">
          <app-icon [name]="point.icon" />
          <h2>{{ point.title }}</h2>
          <p class="quiet">{{ point.text }}</p>
        </li>
      }
    </ul>
    <section class="plans" aria-labelledby="plans-title">
      <h2 id="plans-title">{{ texts.plansTitle }}</h2>
      <p class="quiet">{{ texts.plansLead }}</p>
      @defer (on immediate) {
        <app-plan-offer [leadsTo]="leadsTo()" />
      }
    </section>
  `,
  styles: `
    .hero {
      display: grid;
      gap: var(--space-5);
      padding-block: var(--space-16) var(--space-12);
    }

    h1 {
      max-inline-size: 18ch;
      font-size: var(--text-2xl);
      font-weight: 700;
      line-height: 1.1;
    }

    .hero p {
      max-inline-size: 52ch;
      color: var(--ink-quiet);
      font-size: var(--text-lg);
      line-height: 1.45;
    }

    .points {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr));
      gap: var(--space-4);
    }

    .points li {
      display: grid;
      gap: var(--space-2);
      align-content: start;
    }

    .points app-icon {
      inline-size: 2rem;
      block-size: 2rem;
      color: var(--accent);
    }

    .points h2 {
      font-size: var(--text-md);
    }

    .plans {
      display: grid;
      gap: var(--space-3);
      padding-block: var(--space-16) var(--space-8);
    }

    .plans h2 {
      font-size: var(--text-xl);
    }

    @media (width <= 720px) {
      .hero {
        padding-block: var(--space-8);
      }

      .hero p {
        font-size: var(--text-md);
      }
    }
  `,
})
export class Home {
  protected readonly session = inject(AuthSession);
  /** Where a chosen plan is kept: with the sign-up, or with the subscription of an owner. Nobody else buys one. */
  protected readonly leadsTo = computed(() => {
    const user = this.session.user();
    if (user === null) {
      return '/registro';
    }
    return isOwner(user) ? '/mi-cuenta/suscripcion' : null;
  });
  protected readonly texts = LANDING_TEXTS;
}
