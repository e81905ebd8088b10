import { DOCUMENT, DestroyRef, ElementRef, inject, signal } from '@angular/core';

import { Theme } from '../../core/device/theme';

/** Design tokens as plain colours, for drawings that cannot read them. Changes with the theme. Injection context only. */
export function injectInk(): (token: string) => string {
  const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  const document = inject(DOCUMENT);
  const theme = inject(Theme);
  const turns = signal(0);
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const turn = () => turns.update((count) => count + 1);
  dark.addEventListener('change', turn);
  inject(DestroyRef).onDestroy(() => dark.removeEventListener('change', turn));

  return (token) => {
    theme.choice();
    turns();
    const probe = document.createElement('span');
    probe.style.color = `var(${token})`;
    host.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  };
}
