import { Injectable, effect, signal } from '@angular/core';

export type ThemeChoice = 'auto' | 'light' | 'dark';

const KEY = 'mostrador.theme';

/** The chosen theme; `auto` follows the device. Remembered on this device only. */
@Injectable({ providedIn: 'root' })
export class Theme {
  readonly choice = signal<ThemeChoice>(remembered());

  constructor() {
    effect(() => {
      const choice = this.choice();
      if (choice === 'auto') {
        delete document.documentElement.dataset['theme'];
        localStorage.removeItem(KEY);
      } else {
        document.documentElement.dataset['theme'] = choice;
        localStorage.setItem(KEY, choice);
      }
    });
  }
}

function remembered(): ThemeChoice {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : 'auto';
}
