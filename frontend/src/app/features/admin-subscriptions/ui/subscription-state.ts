import { Component, computed, input } from '@angular/core';

import { StatusChip } from '../../../shared/status/status-chip';
import { lookOf } from '../data/status-tone';
import { SUBSCRIPTIONS_TEXTS } from '../data/texts';

const WORDS: Readonly<Partial<Record<string, string>>> = SUBSCRIPTIONS_TEXTS.statuses;

/** The state of a subscription as a chip. */
@Component({
  selector: 'app-subscription-state',
  imports: [StatusChip],
  template: `<app-status-chip [tone]="look()[0]" [icon]="look()[1]" [label]="label()" />`,
})
export class SubscriptionState {
  readonly state = input.required<string>();
  protected readonly look = computed(() => lookOf(this.state()));
  protected readonly label = computed(() => WORDS[this.state()] ?? this.state());
}
