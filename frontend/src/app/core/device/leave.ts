import { Injectable } from '@angular/core';

/** Leaves the application for another site. A seam for tests: `location` cannot be watched. */
@Injectable({ providedIn: 'root' })
export class Leave {
  to(address: string): void {
    location.assign(address);
  }
}
