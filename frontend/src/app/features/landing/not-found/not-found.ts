import { Component } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import { EmptyState } from '../../../shared/states/empty-state';
import { PageHeader } from '../../../shared/page/page-header';
import { LANDING_TEXTS } from '../data/texts';

/** Any address that no page answers. */
@Component({
  selector: 'app-not-found',
  imports: [EmptyState, MatButton, PageHeader, RouterLink],
  template: `
    <app-page-header [title]="texts.notFoundTitle" />
    <app-empty-state icon="help" title="404" [text]="texts.notFoundText">
      <a matButton="filled" routerLink="/">{{ texts.goHome }}</a>
    </app-empty-state>
  `,
})
export class NotFound {
  protected readonly texts = LANDING_TEXTS;
}
