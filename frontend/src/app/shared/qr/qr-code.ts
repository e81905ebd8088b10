import { Component, input, resource } from '@angular/core';

const QUIET_ZONE = 4;

/** A QR code drawn as one SVG path, dark on white in both themes. The encoder is loaded when the first one is shown. */
@Component({
  selector: 'app-qr-code',
  template: `
    @if (drawing.hasValue()) {
      @let drawn = drawing.value();
      <svg role="img" [attr.aria-label]="label()" [attr.viewBox]="'0 0 ' + drawn.size + ' ' + drawn.size">
        <path [attr.d]="drawn.path" />
      </svg>
    }
  `,
  styles: `
    :host {
      display: block;
      aspect-ratio: 1;
      background: var(--qr-paper);
      border-radius: var(--radius);
      overflow: hidden;
    }

    svg {
      display: block;
      inline-size: 100%;
      block-size: 100%;
      shape-rendering: crispedges;
    }

    path {
      fill: var(--qr-ink);
    }
  `,
})
export class QrCode {
  /** What the code says. */
  readonly content = input.required<string>();
  /** What it is, for screen readers. */
  readonly label = input.required<string>();
  protected readonly drawing = resource({
    params: () => this.content(),
    loader: async ({ params }) => {
      const { encode } = await import('uqr');
      const { data, size } = encode(params, { ecc: 'M', border: QUIET_ZONE });
      return { size, path: pathOf(data) };
    },
  });
}

/** One horizontal bar for each run of dark modules. */
export function pathOf(modules: readonly (readonly boolean[])[]): string {
  const bars: string[] = [];
  modules.forEach((row, y) => {
    let start = -1;
    [...row, false].forEach((dark, x) => {
      if (dark && start < 0) {
        start = x;
      } else if (!dark && start >= 0) {
        bars.push(`M${start} ${y}h${x - start}v1h${start - x}z`);
        start = -1;
      }
    });
  });
  return bars.join('');
}
