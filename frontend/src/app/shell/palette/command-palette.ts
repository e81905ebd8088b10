import { Component, computed, inject, signal } from '@angular/core';
import { MatDialogRef } from '@angular/material/dialog';
import { Router } from '@angular/router';

import { Icon } from '../../shared/icon/icon';
import type { IconName } from '../../shared/icon/icon-names';
import { Destinations } from '../destinations';
import { SHELL_TEXTS } from '../texts';

interface Jump {
  path: string;
  label: string;
  icon: IconName;
  words: string;
}

/** Jumps to any page by typing a part of its name; arrows choose, Enter goes, Esc closes. */
@Component({
  selector: 'app-command-palette',
  imports: [Icon],
  templateUrl: './command-palette.html',
  styleUrl: './command-palette.scss',
})
export class CommandPalette {
  readonly #router = inject(Router);
  readonly #dialog = inject<MatDialogRef<CommandPalette>>(MatDialogRef);
  readonly #jumps: readonly Jump[] = [
    ...inject(Destinations)
      .allowed()
      .map((place) => ({ ...place, words: plain(`${place.label} ${place.keywords ?? ''}`) })),
    { path: '/mi-cuenta', label: SHELL_TEXTS.profile, icon: 'person', words: plain(`${SHELL_TEXTS.profile} perfil`) },
    {
      path: '/mi-cuenta/seguridad',
      label: SHELL_TEXTS.security,
      icon: 'shield_lock',
      words: plain(`${SHELL_TEXTS.security} clave contraseña sesiones verificacion`),
    },
  ];
  protected readonly query = signal('');
  protected readonly index = signal(0);
  protected readonly found = computed(() => {
    const words = plain(this.query()).split(/\s+/);
    return this.#jumps.filter((jump) => words.every((word) => jump.words.includes(word)));
  });
  protected readonly chosen = computed(() => Math.min(this.index(), this.found().length - 1));
  protected readonly texts = SHELL_TEXTS;

  protected type(event: Event): void {
    this.query.set((event.target as HTMLInputElement).value);
    this.index.set(0);
  }

  protected onKey(event: KeyboardEvent): void {
    const count = this.found().length;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.index.set(count === 0 ? 0 : (this.chosen() + step + count) % count);
    }
    const jump = this.found()[this.chosen()];
    if (event.key === 'Enter' && jump) {
      this.go(jump);
    }
  }

  protected go(jump: Jump): void {
    this.#dialog.close();
    void this.#router.navigateByUrl(jump.path);
  }
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .trim();
}
