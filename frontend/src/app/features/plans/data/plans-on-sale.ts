import { httpResource } from '@angular/common/http';
import { Injectable } from '@angular/core';

import type { PlanWithServices } from '../../../core/wire';

/** The plans that are sold now, cheapest first, each with what it holds. Anybody may read them. */
@Injectable({ providedIn: 'root' })
export class PlansOnSale {
  readonly plans = httpResource<PlanWithServices[]>(() => '/public/planes');
}
