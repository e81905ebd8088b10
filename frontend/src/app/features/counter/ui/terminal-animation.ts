import { Component, input } from '@angular/core';

/** A card terminal that waits for the card; `isTaken` once the terminal shows the charge. */
@Component({
  selector: 'app-terminal-animation',
  template: `
    <svg viewBox="0 0 200 200" aria-hidden="true" [class.taken]="isTaken()">
      <g class="waves">
        <path d="M86 44a20 20 0 0 1 28 0" />
        <path d="M76 32a34 34 0 0 1 48 0" />
        <path d="M66 20a48 48 0 0 1 68 0" />
      </g>
      <rect class="body" x="56" y="56" width="88" height="136" rx="12" />
      <rect class="screen" x="66" y="68" width="68" height="44" rx="6" />
      <path class="line" d="M78 84h44M78 96h28" />
      <g class="keys">
        @for (y of [126, 142, 158, 174]; track y) {
          @for (x of [78, 100, 122]; track x) {
            <circle [attr.cx]="x" [attr.cy]="y" r="4.5" />
          }
        }
      </g>
      <g class="card">
        <rect x="116" y="20" width="72" height="46" rx="6" />
        <path d="M116 34h72" />
      </g>
    </svg>
  `,
  styles: `
    :host {
      display: block;
      inline-size: min(60vw, 15rem);
      margin-inline: auto;
    }

    svg {
      display: block;
      inline-size: 100%;
      fill: none;
      stroke-width: 5;
      stroke-linecap: round;
    }

    .body {
      fill: var(--paper-raised);
      stroke: var(--ink);
    }

    .screen {
      fill: var(--brand-surface);
      stroke: none;
    }

    .line {
      stroke: var(--brand);
    }

    .keys {
      fill: var(--line-strong);
    }

    .waves path {
      stroke: var(--brand);
      animation: wave 1.8s ease-in-out infinite;
    }

    .waves path:nth-child(2) {
      animation-delay: 0.2s;
    }

    .waves path:nth-child(3) {
      animation-delay: 0.4s;
    }

    .card {
      opacity: 0;

      rect {
        fill: var(--accent);
      }

      path {
        stroke: var(--paper-raised);
      }
    }

    .taken .card {
      opacity: 1;
      animation: tap 2.4s ease-in-out infinite;
    }

    .taken .waves {
      opacity: 0;
    }

    @keyframes wave {
      0%,
      100% {
        opacity: 0.15;
      }

      50% {
        opacity: 1;
      }
    }

    @keyframes tap {
      0%,
      100% {
        transform: translate(14px, -6px);
      }

      50% {
        transform: translate(-34px, 26px);
      }
    }
  `,
})
export class TerminalAnimation {
  readonly isTaken = input(false);
}
