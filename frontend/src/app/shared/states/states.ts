import { NgTemplateOutlet } from '@angular/common';
import { Component, Directive, type Resource, TemplateRef, contentChild, inject, input, output } from '@angular/core';

import { ProblemState } from './problem-state';
import { Skeleton, type SkeletonShape } from './skeleton';

/** Marks the template shown once the value is there: `<ng-template appContent>`. */
@Directive({ selector: 'ng-template[appContent]' })
export class ContentTemplate {
  readonly template = inject<TemplateRef<unknown>>(TemplateRef);
}

/** Marks the template shown when the value is there and holds nothing: `<ng-template appWhenEmpty>`. */
@Directive({ selector: 'ng-template[appWhenEmpty]' })
export class EmptyTemplate {
  readonly template = inject<TemplateRef<unknown>>(TemplateRef);
}

/**
 * The four states of a page over one resource: loading, empty, error, content.
 *
 * While it reloads, the value on screen stays. `(retry)` asks the owner to `reload()`.
 */
@Component({
  selector: 'app-states',
  imports: [NgTemplateOutlet, Skeleton, ProblemState],
  template: `
    @let source = of();
    @if (source.hasValue()) {
      @if (isEmpty() && whenEmpty(); as empty) {
        <ng-container [ngTemplateOutlet]="empty.template" />
      } @else {
        <ng-container [ngTemplateOutlet]="content().template" />
      }
    } @else if (source.error(); as failure) {
      <app-problem-state [failure]="failure" (retry)="retry.emit()" />
    } @else {
      <app-skeleton [shape]="skeleton()" />
    }
  `,
})
export class States {
  readonly of = input.required<Resource<unknown>>();
  readonly isEmpty = input(false);
  readonly skeleton = input<SkeletonShape>('list');
  readonly retry = output();
  protected readonly content = contentChild.required(ContentTemplate);
  protected readonly whenEmpty = contentChild(EmptyTemplate);
}
